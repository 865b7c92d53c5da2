import Testing

@testable import YobanCore

@Suite("POSIX time zone rules")
struct PosixRuleTests {
    @Test(
        "a rule says when daylight-saving time begins and ends",
        arguments: [
            ("CET-1CEST,M3.5.0,M10.5.0/3", "2050-03-27 01:00", "2050-10-30 01:00"),
            ("EST5EDT,M3.2.0,M11.1.0", "2050-03-13 07:00", "2050-11-06 06:00"),
            ("EST5EDT,M3.2.0/2,M11.1.0/2:00:00", "2050-03-13 07:00", "2050-11-06 06:00"),
            ("<-02>2<-01>,M3.5.0/-1,M10.5.0/0", "2050-03-27 01:00", "2050-10-30 01:00"),
            ("<+1030>-10:30<+11>-11,M10.1.0,M4.1.0", "2050-10-01 15:30", "2050-04-02 15:00"),
            ("IST-2IDT,M3.4.4/26,M10.5.0", "2050-03-25 00:00", "2050-10-29 23:00"),
            ("AAA0BBB,J60/0,J300/1", "2050-03-01 00:00", "2050-10-27 00:00"),
            ("AAA0BBB,J60/0,J300/1", "2048-03-01 00:00", "2048-10-27 00:00"),
            ("AAA0BBB,59/0,299/1", "2048-02-29 00:00", "2048-10-26 00:00"),
            ("AAA0BBB,59/0,299/1", "2050-03-01 00:00", "2050-10-27 00:00"),
            ("AAA0BBB0:30,J60/-24,J61/167:30", "2050-02-28 00:00", "2050-03-09 00:00"),
        ])
    func yearly(rule: String, start: String, end: String) throws {
        let rules = try TimeZoneRules(tzif: zoneBytes(rule: rule))
        let (start, end) = (try Instant(utc: start).milliseconds, try Instant(utc: end).milliseconds)
        #expect(!rules.offset(at: Instant(milliseconds: start - 1)).isDaylight)
        #expect(rules.offset(at: Instant(milliseconds: start)).isDaylight)
        #expect(rules.offset(at: Instant(milliseconds: end - 1)).isDaylight)
        #expect(!rules.offset(at: Instant(milliseconds: end)).isDaylight)
    }

    @Test(
        "a rule without daylight-saving time always holds",
        arguments: [("<+03>-3", 10_800, "+03"), ("JST-9", 32_400, "JST"), ("UTC0", 0, "UTC"), ("<-00>+1:02:03", -3_723, "-00")])
    func constant(rule: String, seconds: Int, abbreviation: String) throws {
        let offset = try TimeZoneRules(tzif: zoneBytes(rule: rule)).offset(at: Instant(milliseconds: 0))
        #expect(offset == LocalOffset(seconds: seconds, isDaylight: false, abbreviation: abbreviation))
    }

    @Test(
        "daylight-saving time can hold all year",
        arguments: ["2049-12-31 23:59", "2050-01-01 03:00", "2050-01-01 04:30", "2050-07-01 00:00"])
    func allYear(time: String) throws {
        let rules = try TimeZoneRules(tzif: zoneBytes(rule: "XXX3EDT4,0/0,J365/23"))
        #expect(rules.offset(at: try Instant(utc: time)) == LocalOffset(seconds: -14_400, isDaylight: true, abbreviation: "EDT"))
    }

    @Test("daylight-saving time can begin before New Year UTC for the year that follows")
    func overNewYear() throws {
        let rules = try TimeZoneRules(tzif: zoneBytes(rule: "AAA-12BBB,J1/0,J100/0"))
        #expect(!rules.offset(at: try Instant(utc: "2049-12-31 11:59")).isDaylight)
        #expect(rules.offset(at: try Instant(utc: "2049-12-31 12:00")).isDaylight)
    }

    @Test(
        "anything else is no rule",
        arguments: [
            "", "JST", "-9", "JS-9", "JST-25", "JST-9:60", "JST-9x", "<JST-9", "<J*T>-9", "EST5EDT", "EST5EDT,M3.2.0",
            "EST5EDT,M13.2.0,M11.1.0",
            "EST5EDT,M3.6.0,M11.1.0", "EST5EDT,M3.0.0,M11.1.0", "EST5EDT,M3.2.7,M11.1.0", "EST5EDT,J0,J365", "EST5EDT,0,366",
            "EST5EDT,M3.2.0/168,M11.1.0", "EST5EDT,M3.2.0,M11.1.0,", "EST5EDT,M3.2.0,M11.1.0/", "EST0005", "ÄÄÄ5",
        ])
    func refused(rule: String) { #expect(PosixRule(Array(rule.utf8)) == nil) }
}
