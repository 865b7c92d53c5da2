internal import YobanCore

extension FieldTexts {
    static func wantedDuration(_ what: String, found: Yaml) -> Text {
        var hint = Text(ja: "", en: "")
        if case .scalar(let text, _) = found.content {
            if let number = Int(text), number > 0 {
                hint = Text(ja: "単位を付けてください: \(number)s または \(number)m", en: ". Add the unit: \(number)s or \(number)m")
            } else if let written = sexagesimal(text) {
                hint = Text(ja: "\(written) と書いてください。", en: ". Write \(written)")
            }
        }
        return Text(
            ja: "「\(what)」には時間の長さ（90s、10m、1h30m、2d、500ms など）を書いてください。書かれているもの: \(found.kind.ja)。\(hint.ja)",
            en: "“\(what)” takes a duration such as 90s, 10m, 1h30m, 2d or 500ms, not \(found.kind.en)\(hint.en)"
        )
    }

    static func durationRange(_ what: String, _ duration: Duration, _ range: ClosedRange<Duration>, wholeSeconds: Bool) -> Text {
        let (shortest, longest) = (Units.spelled(range.lowerBound), Units.spelled(range.upperBound))
        return Text(
            ja: "「\(what)」は \(shortest) から \(longest) までです\(wholeSeconds ? "（秒単位）" : "")。書かれているもの: \(Units.spelled(duration))",
            en: "“\(what)” is from \(shortest) to \(longest)\(wholeSeconds ? " in whole seconds" : ""), not \(Units.spelled(duration))"
        )
    }

    static func wantedSize(_ what: String, found: Yaml) -> Text {
        Text(
            ja: "「\(what)」には大きさ（512B、64KB、10MB、1GB など。1KB は 1,024 バイト）を書いてください。書かれているもの: \(found.kind.ja)",
            en: "“\(what)” takes a size such as 512B, 64KB, 10MB or 1GB (1KB is 1,024 bytes), not \(found.kind.en)"
        )
    }

    static func sizeRange(_ what: String, _ size: Int, _ range: ClosedRange<Int>) -> Text {
        let (smallest, largest) = (Units.spelled(bytes: range.lowerBound), Units.spelled(bytes: range.upperBound))
        return Text(
            ja: "「\(what)」は \(smallest) から \(largest) までです。書かれているもの: \(Units.spelled(bytes: size))",
            en: "“\(what)” is from \(smallest) to \(largest), not \(Units.spelled(bytes: size))"
        )
    }

    /// `1:30`, which YAML 1.1 programs read as ninety, is meant as hours and minutes or minutes and seconds: only a person knows.
    private static func sexagesimal(_ text: String) -> String? {
        let parts = text.split(separator: ":", omittingEmptySubsequences: false).map { Int($0) }
        guard parts.count == 2, let first = parts[0], let second = parts[1], (0..<60).contains(second), first >= 0 else { return nil }
        return "\(first)h\(second)m / \(first)m\(second)s"
    }
}
