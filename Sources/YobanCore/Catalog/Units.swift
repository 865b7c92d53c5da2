/// Durations and sizes as people write them.
package enum Units {
    private static let durations: [(unit: String, milliseconds: Int64)] = [
        ("d", 86_400_000), ("h", 3_600_000), ("m", 60_000), ("s", 1000), ("ms", 1),
    ]
    private static let sizes: [(unit: String, bytes: Int64)] = [("GB", 1 << 30), ("MB", 1 << 20), ("KB", 1 << 10), ("B", 1)]

    /// Reads `90s`, `10m`, `1h30m`, `2d`, `500ms`: whole numbers with units, the larger unit first, each once. `0` needs no unit.
    package static func duration(_ text: String) -> Duration? {
        value(of: text, in: durations.map { ($0.unit, $0.milliseconds) }).map { .milliseconds($0) }
    }

    /// Reads `10MB`, `64KB`, `512B` as bytes. 1 KB is 1,024 bytes. `0` needs no unit.
    package static func size(_ text: String) -> Int? {
        let parts = value(of: text, in: sizes.map { ($0.unit, $0.bytes) })
        return parts.flatMap { Int(exactly: $0) }
    }

    /// The way `duration(_:)` reads it: `1h30m`.
    package static func spelled(_ duration: Duration) -> String {
        spelled(duration.inMilliseconds, in: durations.map { ($0.unit, $0.milliseconds) })
    }

    /// The way `size(_:)` reads it, in the largest unit that gives a whole number: `10MB`.
    package static func spelled(bytes: Int) -> String {
        guard bytes > 0, let (unit, factor) = sizes.first(where: { Int64(bytes) % $0.bytes == 0 }) else { return "0" }
        return "\(Int64(bytes) / factor)\(unit)"
    }

    private static func value(of text: String, in units: [(unit: String, factor: Int64)]) -> Int64? {
        if text == "0" { return 0 }
        var rest = text[...]
        var remaining = units[...]
        var total: Int64 = 0
        while !rest.isEmpty {
            let digits = rest.prefix { ("0"..."9").contains($0) }
            rest = rest.dropFirst(digits.count)
            let name = rest.prefix { !("0"..."9").contains($0) }
            rest = rest.dropFirst(name.count)
            guard let number = Int64(digits), let index = remaining.firstIndex(where: { $0.unit == name }) else { return nil }
            let (product, tooLarge) = number.multipliedReportingOverflow(by: remaining[index].factor)
            let (sum, overflow) = total.addingReportingOverflow(product)
            guard !tooLarge, !overflow else { return nil }
            total = sum
            remaining = remaining[(index + 1)...]
        }
        return text.isEmpty ? nil : total
    }

    private static func spelled(_ value: Int64, in units: [(unit: String, factor: Int64)]) -> String {
        var rest = value
        var text = ""
        for (unit, factor) in units where rest >= factor {
            text += "\(rest / factor)\(unit)"
            rest %= factor
        }
        return text.isEmpty ? "0" : text
    }
}
