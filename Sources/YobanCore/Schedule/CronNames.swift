/// The words that errors and descriptions share.
enum CronNames {
    static let months: [Text] = zip(
        1...12,
        [
            "January", "February", "March", "April", "May", "June", "July", "August", "September", "October", "November", "December",
        ]
    ).map { Text(ja: "\($0)月", en: $1) }

    /// From Sunday on; the Japanese is the single character that stands before 曜.
    static let weekdays: [Text] = [
        Text(ja: "日", en: "Sunday"), Text(ja: "月", en: "Monday"), Text(ja: "火", en: "Tuesday"), Text(ja: "水", en: "Wednesday"),
        Text(ja: "木", en: "Thursday"), Text(ja: "金", en: "Friday"), Text(ja: "土", en: "Saturday"),
    ]

    /// `a`, `a and b`, `a, b and c`.
    static func list(_ items: [String]) -> String {
        guard let last = items.last, items.count > 1 else { return items.first ?? "" }
        return items.dropLast().joined(separator: ", ") + " and " + last
    }

    /// Two digits at least: 5 is `05`.
    static func padded(_ number: Int) -> String { number < 10 ? "0\(number)" : "\(number)" }

    /// `02:05`.
    static func clock(_ hour: Int, _ minute: Int) -> String { "\(padded(hour)):\(padded(minute))" }
}
