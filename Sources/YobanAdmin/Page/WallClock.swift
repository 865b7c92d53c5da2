import YobanCore

/// Reads what calendars and clocks on the wall show.
enum WallClock {
    /// `2026-11-22`; nil for anything else.
    static func date(_ text: String) -> CivilDate? {
        let parts = text.split(separator: "-", omittingEmptySubsequences: false)
        guard parts.count == 3, parts.map(\.utf8.count) == [4, 2, 2], let numbers = numbers(parts) else { return nil }
        return CivilDate(year: numbers[0], month: numbers[1], day: numbers[2])
    }

    /// The first instant of that day that shows `18:00:00`, or the one at which clocks jumped over it.
    static func instant(_ time: String, on date: CivilDate, in zone: TimeZoneRules) -> Instant? {
        let parts = time.split(separator: ":", omittingEmptySubsequences: false)
        guard parts.count == 3, parts.map(\.utf8.count) == [2, 2, 2], let numbers = numbers(parts),
            let local = LocalTime(date: date, hour: numbers[0], minute: numbers[1], second: numbers[2])
        else { return nil }
        return switch zone.instants(showing: local) {
        case .once(let instant), .twice(let instant, _), .never(let instant): instant
        }
    }

    /// `2026-11-22T18:00`, as browsers send a date and time.
    static func instant(_ text: String, in zone: TimeZoneRules) -> Instant? {
        let parts = text.split(separator: "T")
        guard parts.count == 2, let date = date(String(parts[0])) else { return nil }
        return instant(parts[1].utf8.count == 5 ? "\(parts[1]):00" : String(parts[1]), on: date, in: zone)
    }

    private static func numbers(_ parts: [Substring]) -> [Int]? {
        let numbers = parts.compactMap { $0.utf8.allSatisfy { (48...57).contains($0) } ? Int($0) : nil }
        return numbers.count == parts.count ? numbers : nil
    }
}

extension CivilDate {
    /// `2026-11-22`
    var text: String {
        func padded(_ number: Int, _ digits: Int) -> String {
            let text = String(number)
            return String(repeating: "0", count: max(0, digits - text.utf8.count)) + text
        }
        return "\(padded(year, 4))-\(padded(month, 2))-\(padded(day, 2))"
    }

    func moved(by days: Int) -> CivilDate { CivilDate(daysSinceEpoch: daysSinceEpoch + days) }

    /// Its midnight, or what clocks show first of it.
    func start(in zone: TimeZoneRules) -> Instant {
        WallClock.instant("00:00:00", on: self, in: zone) ?? Instant(milliseconds: Int64(daysSinceEpoch) * 86_400_000)
    }
}
