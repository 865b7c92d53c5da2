/// When a schedule is due, as five cron fields: minute, hour, day of month, month, day of week.
///
/// A field is a list (`1,15`) of values, ranges (`1-5`) and steps (`*/15`, `1-5/2`). Months and weekdays have English names of three
/// letters in either case; Sunday is 0 and 7. `@hourly`, `@daily`, `@midnight`, `@weekly`, `@monthly`, `@yearly` and `@annually` stand
/// for whole expressions. `L`, `W`, `#`, `?` and `@reboot` are refused by name.
///
/// The days follow Vixie cron (crontab(5)): when neither day field starts with `*`, a day that matches *either* of them is due;
/// otherwise it has to match both. An expression that could never be due, such as `0 0 31 2 *`, is refused; 29 February is fine.
///
/// ``next(after:in:)`` and ``latest(after:upTo:in:)`` say when it is due in a time zone, ``words`` says it to people.
/// Two expressions are equal when they are written alike.
package struct CronExpression: Sendable, Hashable, CustomStringConvertible {
    /// Longest text that is read, in Unicode scalars.
    package static let maximumLength = 200

    /// The expression as written, with single spaces; a shortcut in lower case.
    package let description: String

    let minutes: SmallSet
    let hours: SmallSet
    let days: SmallSet
    let months: SmallSet
    /// 0 is Sunday, 6 is Saturday.
    let weekdays: SmallSet
    /// Whether one of the two day fields is enough.
    let matchesEitherDay: Bool
    /// Whether it names its hours; with `*` or a step it asks for an interval of real time instead. See ``next(after:in:)``.
    let hasFixedHours: Bool

    /// Reads five fields or a shortcut.
    ///
    /// - Throws: ``CronError`` for the first thing that is wrong, from left to right.
    package init(_ text: String) throws(CronError) {
        let length = text.unicodeScalars.count
        guard length <= Self.maximumLength else { throw .tooLong(length) }
        let parts = text.split(whereSeparator: \.isWhitespace)
        let isShortcut = parts.count == 1 && parts[0].hasPrefix("@")
        let fields = isShortcut ? try Self.fields(ofShortcut: parts[0]) : parts
        guard fields.count == CronField.allCases.count else { throw .fieldCount(fields.count) }

        description = isShortcut ? parts[0].lowercased() : parts.joined(separator: " ")
        minutes = try CronFieldParser(field: .minute).values(of: fields[0])
        hours = try CronFieldParser(field: .hour).values(of: fields[1])
        days = try CronFieldParser(field: .dayOfMonth).values(of: fields[2])
        months = try CronFieldParser(field: .month).values(of: fields[3])
        weekdays = try CronFieldParser(field: .dayOfWeek).values(of: fields[4])
        hasFixedHours = !fields[1].contains { $0 == "*" || $0 == "/" }
        matchesEitherDay = !fields[2].hasPrefix("*") && !fields[4].hasPrefix("*")
        guard canEverFire else { throw .neverFires(days: days, months: months) }
    }

    private static func fields(ofShortcut name: Substring) throws(CronError) -> [Substring] {
        let lowercased = name.lowercased()
        if lowercased == "@reboot" { throw .unsupportedReboot() }
        guard let shortcut = CronShortcut(rawValue: lowercased) else { throw .unknownShortcut(name) }
        return shortcut.fields.split(separator: " ")
    }

    /// Only a day of the month can be impossible: within 400 years every date falls on every day of the week.
    private var canEverFire: Bool {
        let shortest = days.first(atOrAfter: 1) ?? .max
        // Year 2000 is a leap year.
        return matchesEitherDay || months.members.contains { CivilDate.length(ofMonth: $0, year: 2_000) >= shortest }
    }
}
