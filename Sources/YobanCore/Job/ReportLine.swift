/// A line by which a script says how far it is: `::progress 42::message`, `::progress 120/285::message`, `::progress::message`.
///
/// Lines may change only what people see, never what is run. Unknown names are ordinary output.
package enum ReportLine {
    /// The longest line that is looked at, in bytes; the rest of a longer one is cut.
    package static let maximumLength = 4096

    /// Reads one line without its end, or nil when it is ordinary output. `bytes` begins at column 0.
    package static func parse(_ bytes: some Collection<UInt8>) -> Progress? {
        guard bytes.starts(with: "::".utf8) else { return nil }
        return parseBare(bytes.dropFirst(2))
    }

    /// Reads a line of the file `BATCH_JOB_PROGRESS`: the same without the leading colons.
    package static func parseBare(_ bytes: some Collection<UInt8>) -> Progress? {
        guard bytes.starts(with: "progress".utf8) else { return nil }
        let line = String(decoding: bytes.dropFirst(8).prefix(maximumLength), as: UTF8.self)
        let amount: Substring
        let message: Substring?
        if let colons = line.firstRange(of: "::") {
            amount = line[..<colons.lowerBound]
            message = line[colons.upperBound...]
        } else {
            amount = line[...]
            message = nil
        }
        guard amount.isEmpty || amount.first == " " else { return nil }
        let number = amount.drop { $0 == " " }
        guard number.isEmpty || percentage(number) != nil else { return nil }
        let text = message.map(decoded).flatMap { $0.isEmpty ? nil : $0 }
        guard text != nil || !number.isEmpty else { return nil }
        return Progress(percentage: percentage(number), message: prefixed(number, text))
    }

    /// `42`, `42.5`, `42%` or `120/285`, as a whole percentage rounded down, so that 100 means all.
    private static func percentage(_ text: Substring) -> Int? {
        let trimmed = text.last == "%" ? text.dropLast() : text
        if let slash = trimmed.firstIndex(of: "/") {
            guard let done = Double(trimmed[..<slash]), let total = Double(trimmed[trimmed.index(after: slash)...]), total > 0,
                done.isFinite,
                total.isFinite
            else { return nil }
            return Int(min(max(done / total, 0), 1) * 100)
        }
        guard let value = Double(trimmed), value.isFinite else { return nil }
        return Int(min(max(value, 0), 100))
    }

    /// A count stays visible in the message, since the row has a place for the percentage only.
    private static func prefixed(_ number: Substring, _ text: String?) -> String? {
        guard number.contains("/") else { return text }
        return text.map { "\(number) \($0)" } ?? String(number)
    }

    private static func decoded(_ text: Substring) -> String {
        guard text.contains("%") else { return String(text) }
        var result = ""
        var rest = text
        while let percent = rest.firstIndex(of: "%") {
            result += rest[..<percent]
            let code = rest[percent...].prefix(3)
            switch code {
            case "%25": result += "%"
            case "%0D", "%0d": result += "\r"
            case "%0A", "%0a": result += "\n"
            default:
                result += "%"
                rest = rest[rest.index(after: percent)...]
                continue
            }
            rest = rest[code.endIndex...]
        }
        return result + rest
    }
}
