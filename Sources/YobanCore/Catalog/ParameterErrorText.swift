extension ParameterError {
    /// All reasons in one text.
    package var text: Text {
        Text(ja: reasons.map(\.text.ja).joined(separator: " "), en: reasons.map(\.text.en).joined(separator: "; "))
    }
}
