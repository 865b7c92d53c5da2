package import YobanCore

/// Clock times in the time zone of the process.
extension HumanTime {
    /// `02:14:07`
    package static func clock(_ instant: Instant) -> String { CivilTime(local: instant).time }

    /// `2026-11-22 02:14:07`
    package static func dateAndTime(_ instant: Instant) -> String {
        let local = CivilTime(local: instant)
        return "\(local.date) \(local.time)"
    }

    /// For columns: `02:41` today, `11-20 02:41` this year, else `2025-11-20`.
    package static func tableTime(_ instant: Instant, now: Instant) -> String {
        let (local, today) = (CivilTime(local: instant), CivilTime(local: now))
        if local.date == today.date { return local.shortTime }
        return local.year == today.year ? "\(local.date.dropFirst(5)) \(local.shortTime)" : local.date
    }

    /// `2026-11-21T17:14:07.123Z`: RFC 3339 in UTC, for programs.
    package static func rfc3339(_ instant: Instant) -> String {
        let utc = CivilTime(utc: instant)
        let milliseconds = Int(((instant.milliseconds % 1000) + 1000) % 1000)
        return "\(utc.date)T\(utc.time).\(CivilTime.padded(milliseconds, 3))Z"
    }
}
