extension ParameterError {
    /// All reasons in one text.
    package var text: Text {
        Text(ja: reasons.map(\.ja).joined(separator: " "), en: reasons.map(\.en).joined(separator: "; "))
    }
}
