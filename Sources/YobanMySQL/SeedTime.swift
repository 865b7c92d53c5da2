import YobanCore

/// The seed's TIMESTAMP columns as text. Each connection sets its time zone to UTC, so that the text means the same everywhere, also in
/// the hour that the local clock shows twice; other programs see the server's time zone as before.
enum SeedTime {
    /// What a TIMESTAMP can hold (to 2038 on the servers of today).
    private static let first = Instant(milliseconds: 1000)
    private static let last = Instant(milliseconds: 2_147_483_647_000)

    /// `2026-01-31 02:00:00.123`; held within the range of the type.
    static func text(_ instant: Instant) -> String {
        let milliseconds = min(max(instant, first), last).milliseconds
        let time = LocalTime(wallSeconds: Int(milliseconds / 1000))
        return [time.date.year, time.date.month, time.date.day].map { digits($0, 2) }.joined(separator: "-") + " "
            + [time.hour, time.minute, time.second].map { digits($0, 2) }.joined(separator: ":") + "." + digits(Int(milliseconds % 1000), 3)
    }

    /// Reads what the server sends: with or without fraction. Nil for the zero date and for what is no time.
    static func instant(_ text: String) -> Instant? {
        let numbers = text.split(whereSeparator: { "- :.".contains($0) }).map { Int($0) }
        guard numbers.count >= 6, numbers.count <= 7, numbers.allSatisfy({ $0 != nil }) else { return nil }
        let parts = numbers.compactMap(\.self)
        guard let date = CivilDate(year: parts[0], month: parts[1], day: parts[2]),
            let time = LocalTime(date: date, hour: parts[3], minute: parts[4], second: parts[5])
        else { return nil }
        let fraction = text.split(separator: ".").dropFirst().first ?? ""
        let milliseconds = Int64((fraction + "000").prefix(3)) ?? 0
        return Instant(milliseconds: Int64(time.wallSeconds) * 1000 + milliseconds)
    }

    private static func digits(_ value: Int, _ width: Int) -> String {
        let text = String(value)
        return String(repeating: "0", count: max(0, width - text.count)) + text
    }
}
