/// What calendar and clock on the wall show, to the second, without saying where the wall is.
///
/// Ordered as read. ``TimeZoneRules`` turns it into instants and back.
package struct LocalTime: Sendable, Hashable, Comparable {
    package let date: CivilDate
    /// 0 to 23.
    package let hour: Int
    /// 0 to 59.
    package let minute: Int
    /// 0 to 59; leap seconds don't exist here.
    package let second: Int

    /// A reading the wall can show; nil for the likes of 24:00.
    package init?(date: CivilDate, hour: Int, minute: Int, second: Int = 0) {
        guard 0...23 ~= hour, 0...59 ~= minute, 0...59 ~= second else { return nil }
        self.date = date
        self.hour = hour
        self.minute = minute
        self.second = second
    }

    /// The reading that is so many seconds after 1970-01-01 00:00:00 on the same wall.
    package init(wallSeconds: Int) {
        let (days, secondOfDay) = wallSeconds.flooredDivision(by: 86_400)
        date = CivilDate(daysSinceEpoch: days)
        hour = secondOfDay / 3_600
        minute = secondOfDay / 60 % 60
        second = secondOfDay % 60
    }

    /// Seconds since 1970-01-01 00:00:00 on the same wall: the local counterpart of Unix time.
    package var wallSeconds: Int { date.daysSinceEpoch * 86_400 + hour * 3_600 + minute * 60 + second }

    package static func < (left: LocalTime, right: LocalTime) -> Bool { left.wallSeconds < right.wallSeconds }
}
