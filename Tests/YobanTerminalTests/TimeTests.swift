import Glibc
import Testing
import YobanCore
import YobanTerminal

/// Only for exit tests, which have a process of their own.
func useTimeZone(_ name: String) {
    setenv("TZ", name, 1)
    tzset()
}

@Suite("Times as people read and type them")
struct TimeTests {
    @Test(
        "A duration is told in its two largest units",
        arguments: [
            (-5, "0s", "0秒", "0s"), (40, "0s", "0秒", "0s"), (340, "0.3s", "0.3秒", "0.3s"), (9_950, "9.9s", "9.9秒", "9.9s"),
            (12_900, "12s", "12秒", "12s"), (182_000, "3m 2s", "3分2秒", "3m 2s"), (871_000, "14m 31s", "14分31秒", "14m31s"),
            (600_000, "10m", "10分", "10m 0s"), (3_780_000, "1h 3m", "1時間3分", "1h 3m"), (187_200_000, "2d 4h", "2日4時間", "2d 4h"),
        ])
    func durations(milliseconds: Int, english: String, japanese: String, table: String) {
        let duration = Duration.milliseconds(milliseconds)
        #expect(HumanTime.duration(duration, .english) == english)
        #expect(HumanTime.duration(duration, .japanese) == japanese)
        #expect(HumanTime.tableDuration(duration, .english) == table)
    }

    @Test(
        "An estimate is no more exact than it can be",
        arguments: [(0, "5s"), (52, "50s"), (509, "8m 30s"), (1_000, "17m"), (5_000, "1h 25m")])
    func estimates(seconds: Int, expected: String) {
        #expect(HumanTime.estimate(.seconds(seconds), .english) == expected)
        #expect(HumanTime.left(.seconds(510), .japanese) == "、残り約8分30秒")
    }

    @Test(
        "Distances from now",
        arguments: [(0, "just now", "たった今"), (-200, "3m ago", "3分前"), (7_300, "in 2h", "2時間後"), (-200_000, "2d ago", "2日前")])
    func relative(seconds: Int, english: String, japanese: String) {
        let now = Instant(milliseconds: 1_000_000_000)
        #expect(HumanTime.relative(now + .seconds(seconds), now: now, .english) == english)
        #expect(HumanTime.relative(now + .seconds(seconds), now: now, .japanese) == japanese)
    }

    @Test(
        "Sizes in decimal units",
        arguments: [
            (0, "0 B"), (999, "999 B"), (1_000, "1.0 kB"), (12_449_999, "12.4 MB"), (999_999, "999.9 kB"), (1_000_000, "1.0 MB"),
            (5_368_709_120, "5.3 GB"), (.max, "9223372.0 TB"),
        ] as [(Int64, String)])
    func sizes(bytes: Int64, expected: String) { #expect(HumanTime.size(bytes) == expected) }

    @Test(
        "RFC 3339 is in UTC, before 1970 too",
        arguments: [(0, "1970-01-01T00:00:00.000Z"), (-1, "1969-12-31T23:59:59.999Z"), (1_795_299_247_123, "2026-11-21T22:14:07.123Z")]
            as [(Int64, String)])
    func rfc3339(milliseconds: Int64, expected: String) {
        #expect(HumanTime.rfc3339(Instant(milliseconds: milliseconds)) == expected)
    }

    @Test("Clock times are those of the process's time zone")
    func clock() async {
        await #expect(processExitsWith: .success) {
            useTimeZone("Asia/Tokyo")
            let now = Instant(milliseconds: 1_795_281_247_123)  // 2026-11-22 02:14:07 in Tokyo
            #expect(HumanTime.clock(now) == "02:14:07")
            #expect(HumanTime.dateAndTime(now) == "2026-11-22 02:14:07")
            #expect(HumanTime.tableTime(now, now: now) == "02:14")
            #expect(HumanTime.tableTime(now - .seconds(3 * 3600), now: now) == "11-21 23:14")
            #expect(HumanTime.tableTime(now - .seconds(400 * 86_400), now: now) == "2025-10-18")
        }
    }

    @Test(
        "Lengths of time",
        arguments: [("90s", 90), ("10m", 600), ("1h30m", 5_400), ("2d", 172_800), ("1d1h1m1s", 90_061), ("0s", 0), ("3650d", 315_360_000)])
    func inputDurations(text: String, seconds: Int) throws {
        #expect(try TimeInput.duration(text) == .seconds(seconds))
    }

    @Test(
        "What is no length of time is refused with examples",
        arguments: ["", "90", "h", "1.5h", "-1h", "30m1h", "1h 30m", "1h1h", "3651d", "99999999999d", "１０m", "1H", "10分"])
    func badDurations(text: String) throws {
        let error = try #require(throws: TimeInput.Unreadable.self) { try TimeInput.duration(text) }
        #expect(error.text.en.contains("90s, 10m, 1h30m, 2d") && error.text.ja.contains("90s, 10m, 1h30m, 2d"))
    }

    @Test("--at names a time to come, --since one that has been, in the time zone of the process")
    func points() async {
        await #expect(processExitsWith: .success) {
            useTimeZone("Asia/Tokyo")
            func local(_ day: Int, _ hour: Int, _ minute: Int = 0, _ second: Int = 0) -> Instant? {
                CivilTime(year: 2026, month: 11, day: day, hour: hour, minute: minute, second: second).localInstant
            }
            let now = try #require(local(22, 1, 30))
            let future: [(String, Instant?)] = [
                ("02:00", local(22, 2)), ("2:00", local(22, 2)), ("01:30", local(23, 1, 30)), ("01:00", local(23, 1)),
                ("01:30:05", local(22, 1, 30, 5)),
                ("2026-11-22 02:00", local(22, 2)), ("2026-11-22T02:00:09", local(22, 2, 0, 9)),
                ("2026-11-22T02:00:00+09:00", local(22, 2)),
                ("2026-11-21T17:00:00Z", local(22, 2)), ("2026-11-21T17:00:00.250z", local(22, 2).map { $0 + .milliseconds(250) }),
                ("2026-11-21T12:00-05:00", local(22, 2)),
            ]
            for (text, expected) in future { #expect(try TimeInput.future(text, now: now) == expected, "\(text)") }
            let past: [(String, Instant?)] = [
                ("18:00", local(21, 18)), ("01:30", local(22, 1, 30)), ("01:00", local(22, 1)), ("2h", local(21, 23, 30)),
                ("2026-11-20", local(20, 0)),
                ("2026-11-20 06:00", local(20, 6)),
            ]
            for (text, expected) in past { #expect(try TimeInput.past(text, now: now) == expected, "\(text)") }
            for text in [
                "", "25:00", "02:60", "2:0", "noon", "2026-11-22", "2026-13-01 00:00", "2026-02-30 00:00", "2026-11-22 24:00",
                "02:00+09:00",
                "2026-11-22 02:00 ", "2026-11-22T02:00:00+0900", "2026-11-22T02:00:00.Z", "2026-11-21 00:00", "2026-02-30T00:00:00Z",
            ] {
                let error = try #require(throws: TimeInput.Unreadable.self) { try TimeInput.future(text, now: now) }
                #expect(!error.text.ja.isEmpty && error.text.ja != error.text.en)
            }
        }
    }

    @Test("Where clocks change: no time that they jump over, of two the earlier, and the next day's is found")
    func daylightSaving() async {
        await #expect(processExitsWith: .success) {
            useTimeZone("America/New_York")
            #expect(CivilTime(year: 2026, month: 3, day: 8, hour: 2, minute: 30).localInstant == nil)
            let twice = CivilTime(year: 2026, month: 11, day: 1, hour: 1, minute: 30)
            #expect(twice.localInstant == Instant(milliseconds: 1_793_511_000_000))
            let evening = try #require(CivilTime(year: 2026, month: 3, day: 7, hour: 22).localInstant)
            #expect(
                try TimeInput.future("02:30", now: evening) == CivilTime(year: 2026, month: 3, day: 9, hour: 2, minute: 30).localInstant)
            #expect(throws: TimeInput.Unreadable.self) { try TimeInput.future("2026-03-08 02:30", now: evening) }
            #expect(try TimeInput.future("22:00", now: evening) == evening + .seconds(23 * 3600))
        }
    }
}
