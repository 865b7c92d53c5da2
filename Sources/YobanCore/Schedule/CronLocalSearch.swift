/// The search among readings of the wall clock, before any time zone comes in.
///
/// It steps over months, so that a schedule for 29 February costs no more than a few hundred steps. Years 1 to 9999.
extension CronExpression {
    private static let years = 1...9_999

    /// The seconds since 1970 UTC outside which no search begins, a few days wider than the years in every time zone.
    static let searchedSeconds =
        (firstDay(of: years.lowerBound) - 3) * 86_400...(firstDay(of: years.upperBound + 1) + 3) * 86_400

    /// The first planned reading at or after one, both as ``LocalTime/wallSeconds``; nil after year 9999.
    func firstPlanned(atOrAfter wallSeconds: Int) -> Int? {
        let earliest = Self.firstDay(of: Self.years.lowerBound) * 86_400
        // Rounded up, since planned readings are whole minutes.
        let minute = (max(wallSeconds, earliest) + 59).flooredDivision(by: 60).quotient
        let (day, minuteOfDay) = minute.flooredDivision(by: 1_440)
        guard let due = firstDueDay(atOrAfter: CivilDate(daysSinceEpoch: day)) else { return nil }
        if due == day, let time = firstTime(atOrAfter: minuteOfDay) { return due * 86_400 + time * 60 }
        let following = due == day ? firstDueDay(atOrAfter: CivilDate(daysSinceEpoch: day + 1)) : due
        guard let following, let time = firstTime(atOrAfter: 0) else { return nil }
        return following * 86_400 + time * 60
    }

    /// The last planned reading at or before one, both as ``LocalTime/wallSeconds``; nil before year 1.
    func lastPlanned(atOrBefore wallSeconds: Int) -> Int? {
        let latest = Self.firstDay(of: Self.years.upperBound + 1) * 86_400 - 1
        let minute = min(wallSeconds, latest).flooredDivision(by: 60).quotient
        let (day, minuteOfDay) = minute.flooredDivision(by: 1_440)
        guard let due = lastDueDay(atOrBefore: CivilDate(daysSinceEpoch: day)) else { return nil }
        if due == day, let time = lastTime(atOrBefore: minuteOfDay) { return due * 86_400 + time * 60 }
        let preceding = due == day ? lastDueDay(atOrBefore: CivilDate(daysSinceEpoch: day - 1)) : due
        guard let preceding, let time = lastTime(atOrBefore: 1_439) else { return nil }
        return preceding * 86_400 + time * 60
    }

    private static func firstDay(of year: Int) -> Int { CivilDate.first(ofMonth: 1, year: year).daysSinceEpoch }

    private func firstTime(atOrAfter minuteOfDay: Int) -> Int? {
        let hour = minuteOfDay / 60
        if hours.contains(hour), let minute = minutes.first(atOrAfter: minuteOfDay % 60) { return hour * 60 + minute }
        guard let later = hours.first(atOrAfter: hour + 1), let minute = minutes.first(atOrAfter: 0) else { return nil }
        return later * 60 + minute
    }

    private func lastTime(atOrBefore minuteOfDay: Int) -> Int? {
        let hour = minuteOfDay / 60
        if hours.contains(hour), let minute = minutes.last(atOrBefore: minuteOfDay % 60) { return hour * 60 + minute }
        guard let earlier = hours.last(atOrBefore: hour - 1), let minute = minutes.last(atOrBefore: 59) else { return nil }
        return earlier * 60 + minute
    }

    private func firstDueDay(atOrAfter date: CivilDate) -> Int? {
        var (year, month, day) = (date.year, date.month, date.day)
        while year <= Self.years.upperBound {
            if let due = dueDays(ofMonth: month, year: year).first(atOrAfter: day) {
                return CivilDate.first(ofMonth: month, year: year).daysSinceEpoch + due - 1
            }
            (year, month, day) = month == 12 ? (year + 1, 1, 1) : (year, month + 1, 1)
        }
        return nil
    }

    private func lastDueDay(atOrBefore date: CivilDate) -> Int? {
        var (year, month, day) = (date.year, date.month, date.day)
        while year >= Self.years.lowerBound {
            if let due = dueDays(ofMonth: month, year: year).last(atOrBefore: day) {
                return CivilDate.first(ofMonth: month, year: year).daysSinceEpoch + due - 1
            }
            (year, month, day) = month == 1 ? (year - 1, 12, 31) : (year, month - 1, 31)
        }
        return nil
    }

    /// The days of the month, 1 to 31, on which it is due.
    private func dueDays(ofMonth month: Int, year: Int) -> SmallSet {
        guard months.contains(month) else { return SmallSet() }
        let byWeekday = weekdays.daysOfMonth(beginningOn: CivilDate.first(ofMonth: month, year: year).weekday)
        let due = matchesEitherDay ? days.union(byWeekday) : days.intersection(byWeekday)
        return due.upTo(CivilDate.length(ofMonth: month, year: year))
    }
}
