import Testing

@testable import YobanCore

@Suite("Cron expression")
struct CronParsingTests {
    @Test(
        "a field stands for these values",
        arguments: [
            ("5 0 1 1 0", CronField.minute, [5]),
            ("05 0 1 1 0", .minute, [5]),
            ("1,3,1 0 1 1 0", .minute, [1, 3]),
            ("*/15 0 1 1 0", .minute, [0, 15, 30, 45]),
            ("*/59 0 1 1 0", .minute, [0, 59]),
            ("0 1-5 1 1 0", .hour, [1, 2, 3, 4, 5]),
            ("0 1-6/2 1 1 0", .hour, [1, 3, 5]),
            ("0 23-23 1 1 0", .hour, [23]),
            ("0 22-23,0-2 1 1 0", .hour, [0, 1, 2, 22, 23]),
            ("0 0 */10 1 0", .dayOfMonth, [1, 11, 21, 31]),
            ("0 0 1 JAN,dec 0", .month, [1, 12]),
            ("0 0 1 Feb-Apr 0", .month, [2, 3, 4]),
            ("0 0 1 */4 0", .month, [1, 5, 9]),
            ("0 0 1 1 7", .dayOfWeek, [0]),
            ("0 0 1 1 mon", .dayOfWeek, [1]),
            ("0 0 1 1 5-7", .dayOfWeek, [0, 5, 6]),
            ("0 0 1 1 FRI-SUN", .dayOfWeek, [0, 5, 6]),
            ("0 0 1 1 SUN-TUE", .dayOfWeek, [0, 1, 2]),
            ("0 0 1 1 */2", .dayOfWeek, [0, 2, 4, 6]),
            ("0 0 1 1 */7", .dayOfWeek, [0]),
            ("0 0 1 1 MON-FRI/2", .dayOfWeek, [1, 3, 5]),
            ("0 0 1 1 *", .dayOfWeek, [0, 1, 2, 3, 4, 5, 6]),
        ])
    func values(text: String, field: CronField, expected: [Int]) throws {
        let expression = try CronExpression(text)
        let set =
            switch field {
            case .minute: expression.minutes
            case .hour: expression.hours
            case .dayOfMonth: expression.days
            case .month: expression.months
            case .dayOfWeek: expression.weekdays
            }
        #expect(set.members == expected)
    }

    @Test(
        "a shortcut stands for five fields",
        arguments: [
            ("@hourly", "0 * * * *"), ("@daily", "0 0 * * *"), ("@Midnight", "0 0 * * *"), ("@weekly", "0 0 * * SUN"),
            ("@monthly", "0 0 1 * *"), ("@yearly", "0 0 1 1 *"), (" @annually ", "0 0 1 1 *"),
        ])
    func shortcuts(shortcut: String, fields: String) throws {
        let (short, long) = (try CronExpression(shortcut), try CronExpression(fields))
        #expect(short.minutes == long.minutes)
        #expect(short.hours == long.hours)
        #expect(short.days == long.days)
        #expect(short.months == long.months)
        #expect(short.weekdays == long.weekdays)
        #expect(short.hasFixedHours == long.hasFixedHours)
        #expect(short.description == shortcut.lowercased().filter { $0 != " " })
    }

    @Test(
        "either day is enough when neither day field starts with *",
        arguments: [
            ("0 0 13 * 5", true), ("0 0 * * 5", false), ("0 0 13 * *", false), ("0 0 */2 * 5", false), ("0 0 13 * */2", false),
            ("0 0 13,*/2 * 5", true),
        ])
    func days(text: String, isEither: Bool) throws { #expect(try CronExpression(text).matchesEitherDay == isEither) }

    @Test(
        "hours are fixed without * and steps",
        arguments: [("0 2 * * *", true), ("* 1-5,7 * * *", true), ("0 * * * *", false), ("0 */2 * * *", false), ("0 1-5/2 * * *", false)])
    func fixedHours(text: String, isFixed: Bool) throws { #expect(try CronExpression(text).hasFixedHours == isFixed) }

    @Test("white space doesn't matter, and is written as one space")
    func whiteSpace() throws { #expect(try CronExpression("  0\t2  * *  1-5\n").description == "0 2 * * 1-5") }

    @Test(
        "days that come only sometimes are fine", arguments: ["0 0 29 2 *", "0 0 31 1,2 *", "0 0 31 2 1", "0 0 29 2 */7", "0 0 30 */2 *"])
    func rareDays(text: String) throws { #expect(throws: Never.self) { _ = try CronExpression(text) } }
}
