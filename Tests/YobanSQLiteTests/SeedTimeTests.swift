import Testing
import YobanCore

@testable import YobanSQLite

@Suite("Times of the seed")
struct SeedTimeTests {
    @Test(
        "a text is the instant it says",
        arguments: [
            ("1970-01-01 00:00:00.000", 0), ("2026-01-01 00:00:00.123", 1_767_225_600_123), ("1969-12-31 23:59:59.999", -1),
            ("2000-02-29 12:34:56.789", 951_827_696_789), ("0000-01-01 00:00:00.000", -62_167_219_200_000),
            ("9999-12-31 23:59:59.999", 253_402_300_799_999),
        ] as [(String, Int64)])
    func both(_ text: String, _ milliseconds: Int64) {
        #expect(SeedTime.text(Instant(milliseconds: milliseconds)) == text)
        #expect(SeedTime.instant(text) == Instant(milliseconds: milliseconds))
    }

    @Test(
        "other programs' forms are read",
        arguments: [
            ("2026-01-01 00:00:00", 1_767_225_600_000), ("2026-01-01T00:00:00Z", 1_767_225_600_000), ("2026-01-01", 1_767_225_600_000),
            ("2026-01-01 00:00", 1_767_225_600_000), ("2026-01-01T09:00:00+09:00", 1_767_225_600_000),
            ("2025-12-31T19:00:00.5-0500", 1_767_225_600_500), ("2026-01-01 00:00:00.123456", 1_767_225_600_123),
        ] as [(String, Int64)])
    func others(_ text: String, _ milliseconds: Int64) { #expect(SeedTime.instant(text) == Instant(milliseconds: milliseconds)) }

    @Test(
        "what is no time is none", arguments: ["", "now", "2026-13-01", "2026-01-01 25:00:00", "2026-01-01 00:00:00 JST", "26-01-01", "夜"])
    func none(_ text: String) { #expect(SeedTime.instant(text) == nil) }

    @Test("years beyond four digits are held within them")
    func clamped() {
        #expect(SeedTime.text(Instant(milliseconds: .max)) == "9999-12-31 23:59:59.999")
        #expect(SeedTime.text(Instant(milliseconds: .min)) == "0000-01-01 00:00:00.000")
    }
}
