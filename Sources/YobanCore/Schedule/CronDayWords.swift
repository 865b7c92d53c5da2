/// The words for day, month and day of the week; nil when they are too irregular.
enum CronDayWords {
    case everyDay
    case some(Text)

    init?(_ expression: CronExpression) {
        let (days, months, weekdays) = (expression.days.members, expression.months.members, expression.weekdays.members)
        guard !expression.matchesEitherDay else { return nil }
        switch (days.count == 31, months.count == 12, weekdays.count == 7) {
        case (true, true, true): self = .everyDay
        case (true, true, false): self = .some(Self.weekdays(weekdays))
        case (true, false, true) where months.count <= 4: self = .some(Self.everyDay(of: months))
        case (false, true, true) where days.count <= 4: self = .some(Self.monthly(days))
        case (false, false, true) where days.count <= 4 && months.count <= 4:
            guard let words = Self.yearly(days, months) else { return nil }
            self = .some(words)
        default: return nil
        }
    }

    private static func weekdays(_ weekdays: [Int]) -> Text {
        // The week as people see it begins on Monday.
        let days = weekdays.map { $0 == 0 ? 7 : $0 }.sorted()
        let names = days.map { CronNames.weekdays[$0 % 7] }
        if days.count >= 3, days[days.count - 1] - days[0] == days.count - 1 {
            return Text(
                ja: "毎週\(names[0].ja)〜\(names[names.count - 1].ja)曜", en: "\(names[0].en) to \(names[names.count - 1].en)")
        }
        return Text(ja: "毎週\(names.map(\.ja).joined(separator: "・"))曜", en: "every \(CronNames.list(names.map(\.en)))")
    }

    private static func everyDay(of months: [Int]) -> Text {
        let names = months.map { CronNames.months[$0 - 1] }
        return Text(ja: "\(names.map(\.ja).joined(separator: "・"))の毎日", en: "every day in \(CronNames.list(names.map(\.en)))")
    }

    private static func monthly(_ days: [Int]) -> Text {
        let en = "on \(dayNumbers(days).en) of every month"
        let ja = "毎月\(dayNumbers(days).ja)"
        return days.contains { $0 > 28 } ? Text(ja: "\(ja)（その日がある月）", en: "\(en) that has it") : Text(ja: ja, en: en)
    }

    private static func yearly(_ days: [Int], _ months: [Int]) -> Text? {
        if days == [29], months == [2] { return Text(ja: "うるう年の2月29日", en: "every leap year on 29 February") }
        let names = months.map { CronNames.months[$0 - 1] }
        // Words that promise a day which some of the months don't have would be wrong. 1970 is a common year.
        guard let last = days.last, months.allSatisfy({ CivilDate.length(ofMonth: $0, year: 1970) >= last }) else { return nil }
        if months.count == 1 {
            let numbers = CronNames.list(days.map(String.init))
            return Text(ja: "毎年\(names[0].ja)\(dayNumbers(days).ja)", en: "every year on \(numbers) \(names[0].en)")
        }
        return Text(
            ja: "毎年\(names.map(\.ja).joined(separator: "・"))の\(dayNumbers(days).ja)",
            en: "every year on \(dayNumbers(days).en) of \(CronNames.list(names.map(\.en)))")
    }

    private static func dayNumbers(_ days: [Int]) -> Text {
        Text(
            ja: days.map { "\($0)日" }.joined(separator: "・"),
            en: "day\(days.count == 1 ? "" : "s") \(CronNames.list(days.map(String.init)))")
    }
}
