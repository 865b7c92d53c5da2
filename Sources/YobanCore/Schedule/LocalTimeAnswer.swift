/// Which instants show a reading of the wall clock.
package enum LocalTimeAnswer: Sendable, Hashable {
    /// The usual case.
    case once(Instant)
    /// Clocks were put back: the first and the last instant that show it.
    case twice(first: Instant, last: Instant)
    /// Clocks were put forward over it: the instant at which they jumped.
    case never(skippedAt: Instant)
}

extension TimeZoneRules {
    /// The instants at which calendar and clock show `local`.
    package func instants(showing local: LocalTime) -> LocalTimeAnswer {
        let reading = local.wallSeconds
        let candidates = periods(from: reading - LocalOffset.range.upperBound, through: reading - LocalOffset.range.lowerBound)
        let seconds = candidates.filter { $0.firstReading <= reading && reading <= $0.lastReading }.map { reading - $0.offset.seconds }
        guard let first = seconds.first, let last = seconds.last else {
            return .never(skippedAt: Instant(seconds: firstSecond(reaching: reading)))
        }
        return first == last ? .once(Instant(seconds: first)) : .twice(first: Instant(seconds: first), last: Instant(seconds: last))
    }

    /// The first second at which the wall clock shows `reading` or more: the first of two, and the end of a gap.
    ///
    /// Together with ``latestReading(by:)`` it forms a pair: `firstSecond(reaching: r) <= s` exactly when `r <= latestReading(by: s)`.
    func firstSecond(reaching reading: Int) -> Int {
        // No clock can show it earlier than this.
        var period = period(at: reading - LocalOffset.range.upperBound)
        while period.lastReading < reading { period = self.period(at: period.end) }
        return max(period.start, reading - period.offset.seconds)
    }

    /// The latest reading that the wall clock has shown by a second, which it may have left again when clocks were put back.
    func latestReading(by second: Int) -> Int {
        // Before this, no clock can have shown more than it shows now.
        let memory = LocalOffset.range.upperBound - LocalOffset.range.lowerBound
        return periods(from: second - memory, through: second).map { min($0.lastReading, second + $0.offset.seconds) }.max() ?? second
    }

    private func periods(from start: Int, through end: Int) -> [ZonePeriod] {
        var periods = [period(at: start)]
        while let last = periods.last, last.end <= end { periods.append(period(at: last.end)) }
        return periods
    }
}
