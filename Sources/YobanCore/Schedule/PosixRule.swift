/// A time zone as POSIX writes it into `TZ`, with the extensions of RFC 9636 (3.3.2): what holds after the last transition of a file.
struct PosixRule: Sendable, Hashable {
    let standard: LocalOffset
    let daylight: Daylight?

    /// The time of year during which clocks differ from standard time.
    struct Daylight: Sendable, Hashable {
        let offset: LocalOffset
        /// Read on a clock that shows standard time.
        let starts: YearlyMoment
        /// Read on a clock that shows daylight-saving time.
        let ends: YearlyMoment
    }

    /// The period that contains a second since 1970 UTC.
    func period(at second: Int) -> ZonePeriod {
        guard let daylight else {
            return ZonePeriod(start: ZonePeriod.beginningOfTime, end: ZonePeriod.endOfTime, offset: standard)
        }
        // A moment can lie a week outside its year, and daylight-saving time can reach over New Year.
        let year = CivilDate(daysSinceEpoch: second.flooredDivision(by: 86_400).quotient).year
        let starts = (year - 2...year + 2).map { daylight.starts.wallSeconds(in: $0) - standard.seconds }
        let ends = (year - 2...year + 2).map { daylight.ends.wallSeconds(in: $0) - daylight.offset.seconds }

        let isDaylight = starts.indices.dropLast().contains { index in
            let end = ends[index] > starts[index] ? ends[index] : ends[index + 1]
            return starts[index] <= second && second < end
        }
        let boundaries = starts + ends
        return ZonePeriod(
            start: boundaries.lazy.filter { $0 <= second }.max() ?? ZonePeriod.beginningOfTime,
            end: boundaries.lazy.filter { $0 > second }.min() ?? ZonePeriod.endOfTime,
            offset: isDaylight ? daylight.offset : standard)
    }
}
