import Testing
import YobanCore

@Suite("Civil calendar")
struct CivilDateTests {
    @Test(
        "a date and its day number belong together",
        arguments: [
            (1970, 1, 1, 0, 4), (1969, 12, 31, -1, 3), (2000, 2, 29, 11_016, 2), (2000, 3, 1, 11_017, 3), (1900, 2, 28, -25_509, 3),
            (1900, 3, 1, -25_508, 4), (2100, 3, 1, 47_541, 1), (1, 1, 1, -719_162, 1), (9999, 12, 31, 2_932_896, 5),
        ])
    func dayNumbers(year: Int, month: Int, day: Int, number: Int, weekday: Int) throws {
        let date = try #require(CivilDate(year: year, month: month, day: day))
        #expect(date.daysSinceEpoch == number)
        #expect(CivilDate(daysSinceEpoch: number) == date)
        #expect(date.weekday == weekday)
    }

    @Test("every day of 400 years follows the day before it")
    func everyDay() {
        var previous = CivilDate(daysSinceEpoch: -100_000)
        for number in -99_999 ... -99_999 + 146_097 {
            let date = CivilDate(daysSinceEpoch: number)
            let isNextDay = date.year == previous.year && date.month == previous.month && date.day == previous.day + 1
            let isNewMonth = date.day == 1 && previous.day == CivilDate.length(ofMonth: previous.month, year: previous.year)
            guard isNextDay || isNewMonth, date > previous, date.weekday == (previous.weekday + 1) % 7, date.daysSinceEpoch == number else {
                Issue.record("\(date) doesn't follow \(previous)")
                return
            }
            previous = date
        }
    }

    @Test("dates and times that don't exist are nil")
    func impossible() throws {
        for (year, month, day) in [(2026, 2, 29), (1900, 2, 29), (2026, 4, 31), (2026, 13, 1), (2026, 0, 1), (2026, 1, 0), (Int.max, 1, 1)]
        {
            #expect(CivilDate(year: year, month: month, day: day) == nil)
        }
        let date = try #require(CivilDate(year: 2000, month: 2, day: 29))
        #expect(LocalTime(date: date, hour: 24, minute: 0) == nil)
        #expect(LocalTime(date: date, hour: 0, minute: 60) == nil)
        #expect(LocalTime(date: date, hour: 0, minute: 0, second: 60) == nil)
    }

    @Test("a local time and its seconds belong together, before 1970 too", arguments: [-1, 0, 59, 86_399, -86_401, 951_782_399])
    func wallSeconds(seconds: Int) { #expect(LocalTime(wallSeconds: seconds).wallSeconds == seconds) }
}
