import Testing
import YobanCore

/// What is due, one after the other, when clocks change.
struct ClockChange: Sendable, CustomTestStringConvertible {
    let testDescription: String
    let zone: String
    let expression: String
    let after: String
    let due: [String]

    init(_ promise: String, _ zone: String, _ expression: String, after: String, due: String...) {
        testDescription = promise
        self.zone = zone
        self.expression = expression
        self.after = after
        self.due = due
    }
}

@Suite("Daylight-saving time")
struct DaylightSavingTests {
    static let changes: [ClockChange] = [
        ClockChange(
            "a skipped time is due right after the gap, and the next day as planned",
            "Europe/Berlin", "30 2 * * *", after: "2026-03-28 12:00", due: "2026-03-29 01:00", "2026-03-30 00:30"),
        ClockChange(
            "several skipped times and one planned right after the gap are due once",
            "Europe/Berlin", "0,30 2,3 * * *", after: "2026-03-29 00:00", due: "2026-03-29 01:00", "2026-03-29 01:30", "2026-03-30 00:00"),
        ClockChange(
            "every minute of a named hour that is skipped is due once",
            "America/New_York", "* 2 * * *", after: "2026-03-08 00:00", due: "2026-03-08 07:00", "2026-03-09 06:00"),
        ClockChange(
            "a repeated time is due the first time only",
            "Europe/Berlin", "30 2 * * *", after: "2026-10-24 12:00", due: "2026-10-25 00:30", "2026-10-26 01:30"),
        ClockChange(
            "a repeated range of named hours is due the first time only",
            "America/New_York", "*/30 1-2 * * *", after: "2026-11-01 04:00",
            due: "2026-11-01 05:00", "2026-11-01 05:30", "2026-11-01 07:00", "2026-11-01 07:30", "2026-11-02 06:00"),
        ClockChange(
            "in the second pass nothing is due again",
            "Europe/Berlin", "30,50 2 * * *", after: "2026-10-25 01:10", due: "2026-10-26 01:30"),
        ClockChange(
            "the end of a repeated hour comes after the second pass",
            "Europe/Berlin", "0 3 * * *", after: "2026-10-25 00:59:59", due: "2026-10-25 02:00", "2026-10-26 02:00"),
        ClockChange(
            "an interval gets nothing extra for a gap",
            "Europe/Berlin", "*/30 * * * *", after: "2026-03-29 00:15", due: "2026-03-29 00:30", "2026-03-29 01:00", "2026-03-29 01:30"),
        ClockChange(
            "an interval runs in both passes",
            "Europe/Berlin", "*/30 * * * *", after: "2026-10-24 23:45",
            due: "2026-10-25 00:00", "2026-10-25 00:30", "2026-10-25 01:00", "2026-10-25 01:30", "2026-10-25 02:00"),
        ClockChange(
            "a step of hours loses a skipped hour",
            "Europe/Berlin", "0 */2 * * *", after: "2026-03-28 22:30", due: "2026-03-28 23:00", "2026-03-29 02:00"),
        ClockChange(
            "a step of hours runs in a repeated hour twice",
            "Europe/Berlin", "0 */2 * * *", after: "2026-10-24 22:00", due: "2026-10-25 00:00", "2026-10-25 01:00", "2026-10-25 03:00"),
        ClockChange(
            "a step in a range of hours is an interval too",
            "Europe/Berlin", "0 0-4/2 * * *", after: "2026-10-24 22:00", due: "2026-10-25 00:00", "2026-10-25 01:00", "2026-10-25 03:00"),
        ClockChange(
            "half an hour can be skipped",
            "Australia/Lord_Howe", "15 2 * * *", after: "2026-10-03 00:00", due: "2026-10-03 15:30", "2026-10-04 15:15"),
        ClockChange(
            "half an hour can be repeated",
            "Australia/Lord_Howe", "45 1 * * *", after: "2026-04-04 00:00", due: "2026-04-04 14:45", "2026-04-05 15:15"),
        ClockChange(
            "a day can be skipped",
            "Pacific/Apia", "0 12 30 12 *", after: "2011-12-01 00:00", due: "2011-12-30 10:00", "2012-12-29 22:00"),
        ClockChange(
            "an interval loses all of a skipped day",
            "Pacific/Apia", "0 */1 30 12 *", after: "2011-12-01 00:00", due: "2012-12-29 10:00"),
        ClockChange(
            "the rule after the last transition has gaps too",
            "Europe/Berlin", "30 2 * * *", after: "2099-03-28 12:00", due: "2099-03-29 01:00", "2099-03-30 00:30"),
        ClockChange(
            "a zone without clock changes has none", "Asia/Tokyo", "30 2 * * *", after: "2026-03-28 12:00", due: "2026-03-28 17:30"),
    ]

    @Test("clock changes", arguments: changes)
    func next(change: ClockChange) throws {
        let (rules, expression) = (try zone(change.zone), try CronExpression(change.expression))
        var instant = try Instant(utc: change.after)
        for expected in change.due {
            instant = try #require(expression.next(after: instant, in: rules))
            #expect(try instant == Instant(utc: expected), "\(instant.utc)")
        }
    }

    @Test("catching up sees the same runs as going forward", arguments: changes)
    func latest(change: ClockChange) throws {
        let (rules, expression) = (try zone(change.zone), try CronExpression(change.expression))
        var previous = try Instant(utc: change.after)
        for expected in change.due {
            let due = try Instant(utc: expected)
            let justBefore = Instant(milliseconds: due.milliseconds - 1)
            #expect(expression.latest(after: previous, upTo: due, in: rules) == due)
            #expect(expression.latest(after: previous, upTo: justBefore, in: rules) == nil)
            previous = due
        }
    }
    @Test(
        "catching up during a clock change sees what was due by then",
        arguments: [
            ("Europe/Berlin", "30,50 2 * * *", "2026-10-25 00:40", "2026-10-25 01:10", "2026-10-25 00:50"),
            ("Europe/Berlin", "30,50 2 * * *", "2026-10-25 00:50", "2026-10-25 01:55", nil),
            ("Europe/Berlin", "*/30 * * * *", "2026-10-25 00:40", "2026-10-25 01:10", "2026-10-25 01:00"),
            ("Europe/Berlin", "*/50 * * * *", "2026-10-25 00:40", "2026-10-25 00:59", "2026-10-25 00:50"),
            ("Europe/Berlin", "45 0-2/1 * * *", "2026-10-25 00:40", "2026-10-25 01:10", "2026-10-25 00:45"),
            ("Europe/Berlin", "30 2 * * *", "2026-03-29 00:59:59", "2026-03-29 01:10", "2026-03-29 01:00"),
            ("Europe/Berlin", "30 0-2/2 * * *", "2026-03-29 00:00", "2026-03-29 01:10", nil),
        ])
    func catchingUp(name: String, text: String, after: String, upTo: String, expected: String?) throws {
        let due = try CronExpression(text).latest(after: Instant(utc: after), upTo: Instant(utc: upTo), in: zone(name))
        #expect(try due == expected.map(Instant.init(utc:)))
    }
}
