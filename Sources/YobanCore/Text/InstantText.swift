extension Instant {
    /// `2026-02-03T17:00:00Z`: RFC 3339 in UTC, whole seconds, for data and for messages that must read the same everywhere.
    package var utcText: String {
        let time = LocalTime(wallSeconds: flooredSeconds)
        func two(_ n: Int) -> String { n < 10 ? "0\(n)" : "\(n)" }
        return "\(time.date.year)-\(two(time.date.month))-\(two(time.date.day))T\(two(time.hour)):\(two(time.minute)):\(two(time.second))Z"
    }
}
