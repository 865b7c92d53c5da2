import Testing
import YobanCore

@Suite("Local time to instants")
struct LocalTimeAnswerTests {
    @Test(
        "a reading of the clock comes once",
        arguments: [
            ("Asia/Tokyo", "2026-01-01 09:00", "2026-01-01 00:00"), ("Europe/Berlin", "2026-03-29 01:59:59", "2026-03-29 00:59:59"),
            ("Europe/Berlin", "2026-03-29 03:00", "2026-03-29 01:00"), ("Europe/Berlin", "2026-10-25 03:00", "2026-10-25 02:00"),
            ("Pacific/Apia", "2011-12-31 00:00", "2011-12-30 10:00"), ("UTC", "9999-12-31 23:59:59", "9999-12-31 23:59:59"),
        ])
    func once(name: String, local: String, instant: String) throws {
        #expect(try zone(name).instants(showing: LocalTime(local)) == .once(Instant(utc: instant)))
    }

    @Test(
        "a reading of the clock comes twice when clocks are put back",
        arguments: [
            ("Europe/Berlin", "2026-10-25 02:00", "2026-10-25 00:00", "2026-10-25 01:00"),
            ("Europe/Berlin", "2026-10-25 02:59:59", "2026-10-25 00:59:59", "2026-10-25 01:59:59"),
            ("Australia/Lord_Howe", "2026-04-05 01:45", "2026-04-04 14:45", "2026-04-04 15:15"),
        ])
    func twice(name: String, local: String, first: String, last: String) throws {
        #expect(try zone(name).instants(showing: LocalTime(local)) == .twice(first: Instant(utc: first), last: Instant(utc: last)))
    }

    @Test(
        "a reading of the clock never comes when clocks are put forward over it",
        arguments: [
            ("Europe/Berlin", "2026-03-29 02:00", "2026-03-29 01:00"), ("Europe/Berlin", "2026-03-29 02:59:59", "2026-03-29 01:00"),
            ("Pacific/Apia", "2011-12-30 00:00", "2011-12-30 10:00"), ("Pacific/Apia", "2011-12-30 23:59:59", "2011-12-30 10:00"),
        ])
    func never(name: String, local: String, skippedAt: String) throws {
        #expect(try zone(name).instants(showing: LocalTime(local)) == .never(skippedAt: Instant(utc: skippedAt)))
    }
}
