import Glibc
package import YobanCore

/// A date and time of day as a calendar and a clock on the wall show it. Values may be out of range until they are resolved.
package struct CivilTime: Sendable, Equatable {
    package var year: Int
    package var month: Int
    package var day: Int
    package var hour: Int
    package var minute: Int
    package var second: Int

    package init(year: Int, month: Int, day: Int, hour: Int = 0, minute: Int = 0, second: Int = 0) {
        self.year = year
        self.month = month
        self.day = day
        self.hour = hour
        self.minute = minute
        self.second = second
    }

    /// In the time zone of the process (`TZ`).
    package init(local instant: Instant) {
        var seconds = time_t(Self.wholeSeconds(instant))
        var parts = tm()
        localtime_r(&seconds, &parts)
        self.init(parts)
    }

    package init(utc instant: Instant) {
        var seconds = time_t(Self.wholeSeconds(instant))
        var parts = tm()
        gmtime_r(&seconds, &parts)
        self.init(parts)
    }

    /// The instant in the time zone of the process; of two (clocks set back) the earlier.
    /// Nil when there is no such day or time, or clocks jump over it.
    package var localInstant: Instant? {
        ([1, 0] as [Int32]).compactMap { isDaylightSaving -> Instant? in
            var parts = parts
            parts.tm_isdst = isDaylightSaving
            // mktime makes 30 February a day in March: what comes back must be what went in.
            let instant = Instant(milliseconds: Int64(mktime(&parts)) * 1000)
            return CivilTime(local: instant) == self ? instant : nil
        }.min()
    }

    /// Nil when there is no such day or time.
    package var utcInstant: Instant? {
        var parts = parts
        let instant = Instant(milliseconds: Int64(timegm(&parts)) * 1000)
        return CivilTime(utc: instant) == self ? instant : nil
    }

    /// `2026-11-22`
    package var date: String { "\(Self.padded(year, 4))-\(Self.padded(month))-\(Self.padded(day))" }
    /// `02:00`
    package var shortTime: String { "\(Self.padded(hour)):\(Self.padded(minute))" }
    /// `02:00:00`
    package var time: String { "\(shortTime):\(Self.padded(second))" }

    static func padded(_ number: Int, _ digits: Int = 2) -> String {
        let text = String(number)
        return String(repeating: "0", count: max(0, digits - text.count)) + text
    }

    private init(_ parts: tm) {
        self.init(
            year: Int(parts.tm_year) + 1900, month: Int(parts.tm_mon) + 1, day: Int(parts.tm_mday), hour: Int(parts.tm_hour),
            minute: Int(parts.tm_min), second: Int(parts.tm_sec))
    }

    private var parts: tm {
        var parts = tm()
        parts.tm_year = Int32(clamping: year - 1900)
        parts.tm_mon = Int32(clamping: month - 1)
        parts.tm_mday = Int32(clamping: day)
        parts.tm_hour = Int32(clamping: hour)
        parts.tm_min = Int32(clamping: minute)
        parts.tm_sec = Int32(clamping: second)
        return parts
    }

    /// Rounded down, before 1970 too.
    private static func wholeSeconds(_ instant: Instant) -> Int64 {
        let (seconds, rest) = instant.milliseconds.quotientAndRemainder(dividingBy: 1000)
        return rest < 0 ? seconds - 1 : seconds
    }
}
