import YobanCore

/// A night on the clocks of one place, from 18:00 to 09:00 of the next morning, or the day between two of them.
struct NightWindow {
    /// The evening's date, or the day's.
    let date: CivilDate
    let isDay: Bool
    let start: Instant
    let end: Instant
    private let zone: TimeZoneRules

    /// The night that is, or, by day, the one that was last.
    init(around now: Instant, in zone: TimeZoneRules) {
        let local = zone.localTime(at: now)
        self.init(local.hour >= 18 ? local.date : local.date.moved(by: -1), in: zone)
    }

    init(_ date: CivilDate, isDay: Bool = false, in zone: TimeZoneRules) {
        self.date = date
        self.isDay = isDay
        self.zone = zone
        start = WallClock.instant(isDay ? "09:00:00" : "18:00:00", on: date, in: zone) ?? Instant(milliseconds: 0)
        end = WallClock.instant(isDay ? "18:00:00" : "09:00:00", on: isDay ? date : date.moved(by: 1), in: zone) ?? start
    }

    func moved(by days: Int) -> NightWindow { NightWindow(date.moved(by: days), isDay: isDay, in: zone) }

    /// Of a night the day that it leads to, of a day the night.
    var next: NightWindow { NightWindow(isDay ? date : date.moved(by: 1), isDay: !isDay, in: zone) }

    /// Of a day the night that it came from.
    var previous: NightWindow { NightWindow(isDay ? date.moved(by: -1) : date, isDay: !isDay, in: zone) }

    /// Its page.
    var address: String { "/?\(isDay ? "day" : "night")=\(date.text)" }

    /// Its page, with a closer look at some of its hours.
    func address(of part: Range<Instant>) -> String { "\(address)&from=\(part.lowerBound.utcText)&to=\(part.upperBound.utcText)" }

    func contains(_ instant: Instant) -> Bool { start <= instant && instant < end }
}
