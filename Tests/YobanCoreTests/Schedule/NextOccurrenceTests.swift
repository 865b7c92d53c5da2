import Testing
import YobanCore

@Suite("Next occurrence", .timeLimit(.minutes(10)))
struct NextOccurrenceTests {
    @Test(
        "it is next due then",
        arguments: [
            ("0 2 * * *", "2026-01-01 00:00", "2026-01-01 02:00"), ("0 2 * * *", "2026-01-01 02:00", "2026-01-02 02:00"),
            ("0 2 * * *", "2026-01-01 01:59:59", "2026-01-01 02:00"), ("* * * * *", "2026-12-31 23:59", "2027-01-01 00:00"),
            ("59 23 31 12 *", "2026-12-31 23:59", "2027-12-31 23:59"), ("0 0 29 2 *", "2096-03-01 00:00", "2104-02-29 00:00"),
            ("0 0 29 2 */7", "2088-03-01 00:00", "2128-02-29 00:00"), ("0 0 13 * 5", "2026-01-01 00:00", "2026-01-02 00:00"),
            ("0 0 13 * 5", "2026-01-09 00:00", "2026-01-13 00:00"), ("0 0 */2 * MON", "2026-01-01 00:00", "2026-01-05 00:00"),
            ("0 0 31 * *", "2026-01-31 00:00", "2026-03-31 00:00"), ("0 0 29 * *", "2026-01-29 00:00", "2026-03-29 00:00"),
            ("15,45 8-10 * * *", "2026-01-01 08:45", "2026-01-01 09:15"), ("* * 29 2 *", "0001-01-01 00:00", "0004-02-29 00:00"),
        ])
    func next(text: String, after: String, expected: String) throws {
        #expect(try CronExpression(text).next(after: Instant(utc: after), in: .utc) == Instant(utc: expected))
    }

    @Test(
        "it was last due then, in an interval without its start and with its end",
        arguments: [
            ("0 2 * * *", "2026-01-01 00:00", "2026-01-05 01:59:59", "2026-01-04 02:00"),
            ("0 2 * * *", "2026-01-01 00:00", "2026-01-05 02:00", "2026-01-05 02:00"),
            ("0 2 * * *", "2026-01-05 02:00", "2026-01-06 01:59", nil), ("0 2 * * *", "2026-01-05 02:00", "2026-01-05 02:00", nil),
            ("0 2 * * *", "2026-01-05 02:00", "2026-01-01 00:00", nil),
            ("*/7 * * * *", "2000-01-01 00:00", "2026-01-01 00:03", "2026-01-01 00:00"),
            ("0 0 29 2 *", "2000-03-01 00:00", "2104-02-28 23:59", "2096-02-29 00:00"),
            ("0 * 29 2 *", "2096-03-01 00:00", "2104-02-28 23:59", nil),
            ("0 0 29 2 */7", "0001-01-01 00:00", "2128-02-28 00:00", "2088-02-29 00:00"),
            ("0 0 1 1 *", "2025-12-31 23:59", "2026-06-01 00:00", "2026-01-01 00:00"),
        ])
    func latest(text: String, after: String, upTo: String, expected: String?) throws {
        let due = try CronExpression(text).latest(after: Instant(utc: after), upTo: Instant(utc: upTo), in: .utc)
        #expect(try due == expected.map(Instant.init(utc:)))
    }

    @Test("milliseconds count: due at the full second only")
    func milliseconds() throws {
        let (expression, due) = (try CronExpression("* * * * *"), Int64(60_000))
        let at = { Instant(milliseconds: $0) }
        #expect(expression.next(after: at(due - 1), in: .utc) == at(due))
        #expect(expression.next(after: at(due), in: .utc) == at(due + 60_000))
        #expect(expression.next(after: at(-1), in: .utc) == at(0))
        #expect(expression.latest(after: at(due - 1), upTo: at(due), in: .utc) == at(due))
        #expect(expression.latest(after: at(due), upTo: at(due + 1), in: .utc) == nil)
        #expect(expression.latest(after: at(0), upTo: at(due - 1), in: .utc) == nil)
    }

    @Test("nothing is due after year 9999, and the ends of time are no trap", arguments: ["0 2 * * *", "*/5 * * * *", "0 * 29 2 */7"])
    func endsOfTime(text: String) throws {
        let expression = try CronExpression(text)
        let zones = [TimeZoneRules.utc, try zone("Europe/Berlin"), try TimeZoneRules(tzif: zoneBytes(rule: "CET-1CEST,M3.5.0,M10.5.0/3"))]
        let (first, last) = (Instant(milliseconds: .min), Instant(milliseconds: .max))
        for zone in zones {
            let due = try #require(expression.latest(after: first, upTo: last, in: zone))
            #expect(9970...9999 ~= zone.localTime(at: due).date.year)
            #expect(expression.next(after: due, in: zone) == nil)
            #expect(expression.next(after: last, in: zone) == nil)
            let earliest = try #require(expression.next(after: first, in: zone))
            #expect(1...40 ~= zone.localTime(at: earliest).date.year)
            #expect(expression.latest(after: first, upTo: Instant(milliseconds: earliest.milliseconds - 1), in: zone) == nil)
        }
    }

    @Test("a reading that is skipped every year is found to be never due")
    func skippedEveryYear() throws {
        let rules = try TimeZoneRules(tzif: zoneBytes(rule: "AAA0BBB,J90/2,J300/2"))
        let start = try Instant(utc: "9000-01-01 00:00")
        #expect(try CronExpression("30 2-2/1 31 3 *").next(after: start, in: rules) == nil)
        #expect(try CronExpression("30 2 31 3 *").next(after: start, in: rules) == Instant(utc: "9000-03-31 02:00"))
    }

    @Test("a long absence costs no more than a short one", .timeLimit(.minutes(10)))
    func cost() throws {
        let (start, end) = (try Instant(utc: "1950-01-01 00:00"), try Instant(utc: "2100-01-01 00:00"))
        let berlin = try zone("Europe/Berlin")
        let expressions = try ["* * * * *", "0 2 * * *", "0 0 29 2 *", "0 * 29 2 */7"].map(CronExpression.init)
        let time = ContinuousClock().measure {
            for expression in expressions {
                for _ in 1...20 {
                    _ = expression.latest(after: start, upTo: end, in: berlin)
                    _ = expression.next(after: start, in: berlin)
                }
            }
        }
        // Generous for a busy machine; minute by minute it would be 160 times 79 million steps.
        #expect(time < .seconds(5))
    }
}
