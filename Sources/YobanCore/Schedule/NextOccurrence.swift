/// When a schedule is due in a time zone.
///
/// What happens when clocks change, after Vixie cron (cron(8)):
///
/// - *The hours are named* (`0 2 * * *`, `30 1-5 * * *`): each planned reading of the clock is due exactly once. A reading that the
///   clock skips is due at the first instant after the gap, together with every other one from the same gap. A reading that the clock
///   shows twice is due the first time.
/// - *The hour field has `*` or a step* (`*/15 * * * *`, `0 */2 * * *`): an interval is meant. It is due whenever the clock shows a
///   planned reading: in both passes when an hour is repeated, and nothing is added for readings that are skipped.
///
/// A gap can be a whole day: Samoa had no 30 December 2011, so what was planned on it was due as 31 December began.
extension CronExpression {
    /// The first instant after `instant`, itself excluded, at which it is due; nil only after year 9999.
    package func next(after instant: Instant, in zone: TimeZoneRules) -> Instant? {
        let second = max(instant.flooredSeconds, Self.searchedSeconds.lowerBound)
        if hasFixedHours {
            return firstPlanned(atOrAfter: zone.latestReading(by: second) + 1).map { Instant(seconds: zone.firstSecond(reaching: $0)) }
        }
        var period = zone.period(at: second)
        var reading = second + 1 + period.offset.seconds
        while let planned = firstPlanned(atOrAfter: reading) {
            let due = planned - period.offset.seconds
            if due < period.end { return Instant(seconds: due) }
            period = zone.period(at: period.end)
            reading = period.start + period.offset.seconds
        }
        return nil
    }

    /// The last instant at which it is due after `start`, itself excluded, and not after `end`, itself included; nil when there is none.
    ///
    /// This is what a scheduler that was away asks. The cost depends on the schedule, not on how long it was away.
    package func latest(after start: Instant, upTo end: Instant, in zone: TimeZoneRules) -> Instant? {
        guard start < end else { return nil }
        let last = min(end.flooredSeconds, Self.searchedSeconds.upperBound)
        guard let second = lastDue(upTo: last, downTo: start.flooredSeconds, in: zone) else { return nil }
        let due = Instant(seconds: second)
        return due > start ? due : nil
    }

    /// The last second up to `end` at which it is due. The search ends at `start`, but what it finds may lie before.
    private func lastDue(upTo end: Int, downTo start: Int, in zone: TimeZoneRules) -> Int? {
        if hasFixedHours { return lastPlanned(atOrBefore: zone.latestReading(by: end)).map(zone.firstSecond(reaching:)) }
        var second = end
        while second >= start {
            let period = zone.period(at: second)
            guard let planned = lastPlanned(atOrBefore: second + period.offset.seconds) else { return nil }
            let due = planned - period.offset.seconds
            if due >= period.start { return due }
            second = period.start - 1
        }
        return nil
    }
}
