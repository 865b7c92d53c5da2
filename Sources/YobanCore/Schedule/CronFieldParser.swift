/// Reads one field: lists of values, ranges and steps.
struct CronFieldParser {
    let field: CronField

    /// The numbers the text stands for, with Sunday always as 0.
    func values(of text: Substring) throws(CronError) -> SmallSet {
        var values = SmallSet()
        for item in text.split(separator: ",", omittingEmptySubsequences: false) {
            for value in try numbers(of: item) { values.insert(field == .dayOfWeek && value == 7 ? 0 : value) }
        }
        return values
    }

    private func numbers(of item: Substring) throws(CronError) -> StrideThrough<Int> {
        let parts = item.split(separator: "/", maxSplits: 1, omittingEmptySubsequences: false)
        let range = try range(of: parts[0], item: item)
        guard parts.count == 2 else { return stride(from: range.lowerBound, through: range.upperBound, by: 1) }
        guard let step = number(parts[1]), step >= 1, step <= field.range.upperBound else {
            throw .badStep(parts[1], in: field, item: item)
        }
        guard parts[0] == "*" || parts[0].contains("-") else {
            throw .stepWithoutRange(from: range.lowerBound, step: parts[1], in: field, item: item)
        }
        return stride(from: range.lowerBound, through: range.upperBound, by: step)
    }

    private func range(of text: Substring, item: Substring) throws(CronError) -> ClosedRange<Int> {
        guard text != "*" else { return field.range }
        let ends = text.split(separator: "-", maxSplits: 1, omittingEmptySubsequences: false)
        let first = try value(ends[0], item: item)
        guard ends.count == 2 else { return first...first }
        var last = try value(ends[1], item: item)
        // FRI-SUN is how people write it; 5-0 is more likely a slip.
        if field == .dayOfWeek, ends[1].uppercased() == "SUN", first > 0 { last = 7 }
        guard first <= last else { throw .reversedRange(first, last, in: field, item: item) }
        return first...last
    }

    private func value(_ token: Substring, item: Substring) throws(CronError) -> Int {
        if let position = field.names.firstIndex(of: token.uppercased()) { return field.range.lowerBound + position }
        if let number = number(token) {
            guard field.range ~= number else { throw .outOfRange(token, in: field, item: item) }
            return number
        }
        if let mark = unsupportedMark(in: token) { throw .unsupported(mark, in: field, item: item) }
        throw .notAValue(token, in: field, item: item)
    }

    /// ASCII digits only: no sign, no full-width digits. Too many digits are some number out of every range.
    private func number(_ token: Substring) -> Int? {
        guard !token.isEmpty, token.utf8.allSatisfy({ UInt8(ascii: "0")...UInt8(ascii: "9") ~= $0 }) else { return nil }
        return Int(token) ?? .max
    }

    /// What Quartz and others have and this has not: `?`, `FRI#2`, `L`, `FRIL`, `15W`, `LW`.
    private func unsupportedMark(in token: Substring) -> String? {
        if token.contains("#") { return "#" }
        if token == "?" { return "?" }
        guard field == .dayOfMonth || field == .dayOfWeek else { return nil }
        guard let mark = token.last?.uppercased(), mark == "L" || mark == "W" else { return nil }
        let rest = token.dropLast()
        let isKnown = rest.isEmpty || rest.uppercased() == "L" || number(rest) != nil || field.names.contains(rest.uppercased())
        return isKnown ? mark : nil
    }
}
