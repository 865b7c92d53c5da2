import Testing
import YobanCore

@Suite("Durations, sizes, slips of the fingers") struct UnitsTests {
    @Test(
        "durations are read",
        arguments: [
            ("90s", 90_000), ("10m", 600_000), ("1h30m", 5_400_000), ("2d", 172_800_000), ("500ms", 500), ("0", 0), ("0s", 0),
            ("1d2h3m4s5ms", 93_784_005),
        ] as [(String, Int64)]) func durations(_ text: String, _ milliseconds: Int64)
    {
        #expect(Units.duration(text) == .milliseconds(milliseconds))
    }

    @Test(
        "what is no duration is refused",
        arguments: [
            "", "10", "-5s", "1.5h", "1h 30m", "30m1h", "1h1h", "h", "10min", "１０m", "99999999999999999999s", "9223372036854775807d", "1H",
            " 1h",
            "106751991167300d999999999h",
        ]) func noDurations(_ text: String)
    {
        #expect(Units.duration(text) == nil)
    }

    @Test(
        "sizes are read, 1 KB being 1,024 bytes",
        arguments: [("10MB", 10_485_760), ("64KB", 65_536), ("512B", 512), ("1GB", 1_073_741_824), ("0", 0), ("1MB512KB", 1_572_864)])
    func sizes(_ text: String, _ bytes: Int) {
        #expect(Units.size(text) == bytes)
    }

    @Test("what is no size is refused", arguments: ["", "10", "10mb", "1.5MB", "-1KB", "10 MB", "9223372036854775807KB", "MB"])
    func noSizes(_ text: String) {
        #expect(Units.size(text) == nil)
    }

    @Test("what is spelled is read again") func spelled() {
        for duration in [0, 1, 999, 1000, 61_000, 5_400_000, 93_784_005] as [Int64] {
            #expect(Units.duration(Units.spelled(.milliseconds(duration))) == .milliseconds(duration))
        }
        for size in [0, 1, 1024, 1025, 10_485_760, 1 << 40] { #expect(Units.size(Units.spelled(bytes: size)) == size) }
        #expect(Units.spelled(.seconds(5400)) == "1h30m")
        #expect(Units.spelled(bytes: 10 << 20) == "10MB")
    }

    @Test(
        "the nearest word is a likely slip, or none",
        arguments: [
            ("shedule", "schedule"), ("comand", "command"), ("nmae", "name"), ("Timeout", "timeout"), ("enviroment", "environment"),
            ("command_line", nil), ("x", nil), ("", nil), ("retires", "retries"), (String(repeating: "a", count: 10_000), nil),
        ] as [(String, String?)]) func nearest(_ word: String, _ expected: String?)
    {
        #expect(Nearest.match(word, among: ["name", "command", "environment", "timeout", "retries", "schedule"]) == expected)
    }
}
