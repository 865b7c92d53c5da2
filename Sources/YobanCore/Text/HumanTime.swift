/// Times and sizes as people read them.
package enum HumanTime {
    /// `0.3s`, `12s`, `6m 12s`, `1h 3m`, `2d 4h`; in Japanese `6分12秒`. The two largest units, rounded down; never negative.
    package static func duration(_ duration: Duration, _ language: Language) -> String {
        format(duration, separator: language == .english ? " " : "", padsSecond: false, language)
    }

    /// For columns, aligned to the right: ` 3m 2s` stands below `14m31s`.
    package static func tableDuration(_ duration: Duration, _ language: Language) -> String {
        format(duration, separator: "", padsSecond: true, language)
    }

    /// Rounded to what an estimate can know: 5 s below a minute, 10 s below ten minutes, 1 min below an hour, else 5 min.
    package static func estimate(_ duration: Duration, _ language: Language) -> String {
        let seconds = max(0, duration.inMilliseconds / 1000)
        let step: Int64 = seconds < 60 ? 5 : seconds < 600 ? 10 : seconds < 3600 ? 60 : 300
        return Self.duration(.seconds(max(step, (seconds + step / 2) / step * step)), language)
    }

    /// What follows the time elapsed on a progress line: `, about 8m 30s left`, `、残り約8分30秒`.
    package static func left(_ remaining: Duration, _ language: Language) -> String {
        let time = estimate(remaining, language)
        return Text(ja: "、残り約\(time)", en: ", about \(time) left").inLanguage(language)
    }

    /// `3m ago`, `in 2h`; in the largest unit.
    package static func relative(_ instant: Instant, now: Instant, _ language: Language) -> String {
        let seconds = (now.milliseconds - instant.milliseconds) / 1000
        guard seconds != 0 else { return Text(ja: "たった今", en: "just now").inLanguage(language) }
        let (count, unit) = parts(of: abs(seconds))[0]
        let time = "\(count)\(unit.name(language))"
        return (seconds > 0 ? Text(ja: "\(time)前", en: "\(time) ago") : Text(ja: "\(time)後", en: "in \(time)")).inLanguage(language)
    }

    /// `512 B`, `1.0 kB`, `12.4 MB`: decimal units, as disks and `ls --si` have them.
    package static func size(_ bytes: Int64) -> String {
        guard bytes >= 1000 else { return "\(max(0, bytes)) B" }
        var tenths = bytes / 100
        for unit in ["kB", "MB", "GB", "TB"] {
            if tenths < 10_000 || unit == "TB" { return "\(tenths / 10).\(tenths % 10) \(unit)" }
            tenths /= 1000
        }
        return ""
    }

    private enum Unit {
        case day, hour, minute, second

        func name(_ language: Language) -> String {
            switch self {
            case .day: Text(ja: "日", en: "d").inLanguage(language)
            case .hour: Text(ja: "時間", en: "h").inLanguage(language)
            case .minute: Text(ja: "分", en: "m").inLanguage(language)
            case .second: Text(ja: "秒", en: "s").inLanguage(language)
            }
        }
    }

    /// The largest unit and the next smaller one.
    private static func parts(of seconds: Int64) -> [(Int64, Unit)] {
        if seconds >= 86_400 { return [(seconds / 86_400, .day), (seconds % 86_400 / 3600, .hour)] }
        if seconds >= 3600 { return [(seconds / 3600, .hour), (seconds % 3600 / 60, .minute)] }
        if seconds >= 60 { return [(seconds / 60, .minute), (seconds % 60, .second)] }
        return [(seconds, .second)]
    }

    private static func format(_ duration: Duration, separator: String, padsSecond: Bool, _ language: Language) -> String {
        let milliseconds = max(0, duration.inMilliseconds)
        if milliseconds < 10_000, milliseconds % 1000 >= 100 {
            return "\(milliseconds / 1000).\(milliseconds % 1000 / 100)\(Unit.second.name(language))"
        }
        let parts = parts(of: milliseconds / 1000)
        return parts.enumerated().compactMap { index, part in
            if index > 0, part.0 == 0, !padsSecond { return nil }
            let number = index > 0 && padsSecond ? (part.0 < 10 ? " \(part.0)" : "\(part.0)") : "\(part.0)"
            return number + part.1.name(language)
        }.joined(separator: separator)
    }
}
