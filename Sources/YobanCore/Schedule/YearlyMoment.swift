/// A day and time that comes once a year, as a POSIX TZ string names it.
struct YearlyMoment: Sendable, Hashable {
    enum Day: Sendable, Hashable {
        /// `Jn`, 1 to 365: 29 February is never counted, so that 60 is always 1 March.
        case julian(Int)
        /// `n`, 0 to 365: 29 February is counted. In a common year 365 is 1 January of the next.
        case zeroBased(Int)
        /// `Mm.w.d`: the `week`-th such weekday (0 is Sunday) of the month; 5 is the last one.
        case weekday(Int, week: Int, month: Int)
    }

    let day: Day
    /// Seconds after the day's midnight, up to a week off in either direction.
    let time: Int

    /// When it comes in a year, as ``LocalTime/wallSeconds``.
    func wallSeconds(in year: Int) -> Int { daysSinceEpoch(in: year) * 86_400 + time }

    private func daysSinceEpoch(in year: Int) -> Int {
        let newYear = CivilDate.first(ofMonth: 1, year: year).daysSinceEpoch
        switch day {
        case .julian(let number): return newYear + number - (CivilDate.isLeap(year) && number >= 60 ? 0 : 1)
        case .zeroBased(let number): return newYear + number
        case .weekday(let weekday, let week, let month):
            let first = CivilDate.first(ofMonth: month, year: year)
            let offset = (weekday - first.weekday).flooredDivision(by: 7).remainder + 7 * (week - 1)
            return first.daysSinceEpoch + (offset < CivilDate.length(ofMonth: month, year: year) ? offset : offset - 7)
        }
    }
}
