extension Parameter {
    /// What is wrong with a value, and what is allowed; nil when it may be used.
    ///
    /// Values come from people, other programs and the table: nothing about them is taken for granted.
    package func objection(to value: String) -> Text? {
        guard value.utf8.count <= Self.maximumLength else {
            return Text(
                ja: "パラメータ「\(name)」は長すぎます（\(value.utf8.count) バイト）。\(Self.maximumLength) バイトまでです。",
                en: "parameter “\(name)” is too long (\(value.utf8.count) bytes); at most \(Self.maximumLength) bytes are allowed"
            )
        }
        guard !value.utf8.contains(0) else {
            return Text(
                ja: "パラメータ「\(name)」に NUL 文字が含まれています。使えません。", en: "parameter “\(name)” contains a NUL character, which is not allowed")
        }
        guard !accepts(value) else { return nil }
        return Text(
            ja: "パラメータ「\(name)」に「\(value.shortened)」は使えません。使える値: \(allowed.ja)",
            en: "parameter “\(name)” cannot be “\(value.shortened)”; allowed: \(allowed.en)"
        )
    }

    /// What values are allowed, for people.
    package var allowed: Text {
        switch kind {
        case .text(matches: nil): Text(ja: "文字列", en: "text")
        case .text(.some(let pattern)): Text(ja: "正規表現 \(pattern) に全体が一致する文字列", en: "text that wholly matches \(pattern)")
        case .integer(nil, nil): Text(ja: "整数", en: "a whole number")
        case .integer(.some(let minimum), nil): Text(ja: "\(minimum) 以上の整数", en: "a whole number, at least \(minimum)")
        case .integer(nil, .some(let maximum)): Text(ja: "\(maximum) 以下の整数", en: "a whole number, at most \(maximum)")
        case .integer(.some(let minimum), .some(let maximum)):
            Text(ja: "\(minimum) から \(maximum) までの整数", en: "a whole number from \(minimum) to \(maximum)")
        case .choice(let values): Text(ja: values.joined(separator: "、"), en: values.joined(separator: ", "))
        case .date: Text(ja: "実在する日付（例: 2026-02-28）", en: "a calendar day such as 2026-02-28")
        }
    }

    private func accepts(_ value: String) -> Bool {
        switch kind {
        case .text(matches: nil): true
        case .text(.some(let pattern)): Pattern(pattern)?.matchesWhole(value) ?? false
        case .integer(let minimum, let maximum):
            // Int() would take a leading plus sign; the script gets the text as it was given, so it must be a plain number.
            Int(value).map { $0 >= minimum ?? .min && $0 <= maximum ?? .max && !value.hasPrefix("+") } ?? false
        case .choice(let values): values.contains { $0.utf8.elementsEqual(value.utf8) }
        case .date: CalendarDay.isValid(value)
        }
    }
}
