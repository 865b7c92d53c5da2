extension PosixRule {
    /// Reads a TZ string such as `JST-9`, `CET-1CEST,M3.5.0,M10.5.0/3` or `<-02>2<-01>,M3.5.0/-1,M10.5.0/0`.
    ///
    /// nil when it is anything else. Daylight-saving time without dates is refused too: POSIX leaves open when it would begin.
    init?(_ text: [UInt8]) {
        var parser = PosixRuleParser(rest: text[...])
        guard let rule = parser.rule(), parser.rest.isEmpty else { return nil }
        self = rule
    }
}

/// Takes a TZ string apart from left to right; each part is nil when it isn't there.
private struct PosixRuleParser {
    var rest: ArraySlice<UInt8>

    mutating func rule() -> PosixRule? {
        guard let name = name(), let west = duration(hours: 0...24), let standard = offset(-west, name) else { return nil }
        guard !rest.isEmpty else { return PosixRule(standard: standard, daylight: nil) }
        guard let daylight = daylight(standard: standard) else { return nil }
        return PosixRule(standard: standard, daylight: daylight)
    }

    private mutating func daylight(standard: LocalOffset) -> PosixRule.Daylight? {
        guard let name = self.name() else { return nil }
        var seconds = standard.seconds + 3_600
        if rest.first != UInt8(ascii: ",") {
            guard let west = duration(hours: 0...24) else { return nil }
            seconds = -west
        }
        guard let offset = offset(seconds, name, isDaylight: true) else { return nil }
        guard skip(","), let starts = moment(), skip(","), let ends = moment() else { return nil }
        return PosixRule.Daylight(offset: offset, starts: starts, ends: ends)
    }

    private func offset(_ seconds: Int, _ name: String, isDaylight: Bool = false) -> LocalOffset? {
        guard LocalOffset.range ~= seconds else { return nil }
        return LocalOffset(seconds: seconds, isDaylight: isDaylight, abbreviation: name)
    }

    /// Three or more letters, or `<` anything of letters, digits, `+` and `-` `>`.
    private mutating func name() -> String? {
        let isQuoted = skip("<")
        let name = rest.prefix { Self.isLetter($0) || isQuoted && (Self.isDigit($0) || "+-".utf8.contains($0)) }
        rest = rest[name.endIndex...]
        guard name.count >= 3, !isQuoted || skip(">") else { return nil }
        return String(decoding: name, as: UTF8.self)
    }

    private mutating func moment() -> YearlyMoment? {
        guard let day = day() else { return nil }
        guard skip("/") else { return YearlyMoment(day: day, time: 2 * 3_600) }
        return duration(hours: 0...167).map { YearlyMoment(day: day, time: $0) }
    }

    private mutating func day() -> YearlyMoment.Day? {
        if skip("J") { return number(1...365).map { .julian($0) } }
        guard skip("M") else { return number(0...365).map { .zeroBased($0) } }
        guard let month = number(1...12), skip("."), let week = number(1...5), skip("."), let weekday = number(0...6) else { return nil }
        return .weekday(weekday, week: week, month: month)
    }

    /// `[+-]h[h[h]][:mm[:ss]]` in seconds.
    private mutating func duration(hours: ClosedRange<Int>) -> Int? {
        let sign = skip("-") ? -1 : 1
        if sign == 1 { _ = skip("+") }
        guard var seconds = number(hours).map({ $0 * 3_600 }) else { return nil }
        for unit in [60, 1] where skip(":") {
            guard let part = number(0...59) else { return nil }
            seconds += part * unit
        }
        return sign * seconds
    }

    private mutating func number(_ range: ClosedRange<Int>) -> Int? {
        let digits = rest.prefix(while: Self.isDigit)
        guard 1...3 ~= digits.count else { return nil }
        rest = rest[digits.endIndex...]
        let number = digits.reduce(0) { $0 * 10 + Int($1 - UInt8(ascii: "0")) }
        return range ~= number ? number : nil
    }

    private mutating func skip(_ character: Unicode.Scalar) -> Bool {
        guard rest.first == UInt8(ascii: character) else { return false }
        rest.removeFirst()
        return true
    }

    private static func isDigit(_ byte: UInt8) -> Bool { UInt8(ascii: "0")...UInt8(ascii: "9") ~= byte }
    private static func isLetter(_ byte: UInt8) -> Bool { UInt8(ascii: "a")...UInt8(ascii: "z") ~= byte | 0x20 }
}
