import YobanCore

/// A night on the clocks of one place: from 18:00 to 09:00 of the next morning.
struct NightWindow {
    /// The evening's date.
    let date: CivilDate
    let start: Instant
    let end: Instant

    /// The night that is, or, by day, the one that was last.
    init(around now: Instant, in zone: TimeZoneRules) {
        let local = zone.localTime(at: now)
        self.init(local.hour >= 18 ? local.date : local.date.moved(by: -1), in: zone)
    }

    init(_ date: CivilDate, in zone: TimeZoneRules) {
        self.date = date
        let morning = date.moved(by: 1)
        start = WallClock.instant("18:00:00", on: date, in: zone) ?? Instant(milliseconds: 0)
        end = WallClock.instant("09:00:00", on: morning, in: zone) ?? start
    }

    func moved(by days: Int) -> CivilDate { date.moved(by: days) }
}
