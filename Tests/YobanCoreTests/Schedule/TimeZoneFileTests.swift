import Testing

@testable import YobanCore

@Suite("Time zone files")
struct TimeZoneFileTests {
    @Test("a zone observes what people there do")
    func known() throws {
        let summer = try Instant(utc: "2026-07-01 00:00")
        #expect(try zone("Asia/Tokyo").offset(at: summer) == LocalOffset(seconds: 32_400, isDaylight: false, abbreviation: "JST"))
        #expect(try zone("Europe/Berlin").offset(at: summer) == LocalOffset(seconds: 7_200, isDaylight: true, abbreviation: "CEST"))
        #expect(try zone("Asia/Kathmandu").offset(at: summer) == LocalOffset(seconds: 20_700, isDaylight: false, abbreviation: "+0545"))
        #expect(try zone("Asia/Tokyo").localTime(at: summer).text == "2026-07-01 09:00:00")
    }

    @Test("UTC needs no file and has no offset, at the ends of time too", arguments: [Int64.min, -1, 0, .max])
    func utc(milliseconds: Int64) {
        let offset = TimeZoneRules.utc.offset(at: Instant(milliseconds: milliseconds))
        #expect(offset == LocalOffset(seconds: 0, isDaylight: false, abbreviation: "UTC"))
    }

    @Test("an offset changes at the millisecond of the transition")
    func milliseconds() throws {
        let transition = try Instant(utc: "2026-03-29 01:00").milliseconds
        let berlin = try zone("Europe/Berlin")
        #expect(berlin.offset(at: Instant(milliseconds: transition - 1)).abbreviation == "CET")
        #expect(berlin.offset(at: Instant(milliseconds: transition)).abbreviation == "CEST")
        #expect(berlin.offset(at: Instant(milliseconds: .max)).seconds % 3_600 == 0)
        #expect(berlin.offset(at: Instant(milliseconds: .min)).abbreviation == "LMT")
    }

    @Test("a version 1 file is read from its 32-bit block, and keeps its last offset for ever")
    func versionOne() throws {
        var bytes = try zoneBytes("Asia/Tokyo")
        bytes[4] = 0
        let tokyo = try TimeZoneRules(tzif: bytes)
        #expect(tokyo.offset(at: try Instant(utc: "1950-07-01 00:00")).abbreviation == "JDT")
        #expect(tokyo.offset(at: try Instant(utc: "2026-07-01 00:00")).abbreviation == "JST")
    }

    @Test("bytes that are no time zone are refused for their reason", arguments: DamagedFile.all)
    func refused(file: DamagedFile) {
        let error = #expect(throws: TimeZoneError.self) { _ = try TimeZoneRules(tzif: file.bytes) }
        #expect(error?.code == file.code)
    }

    @Test("a file with leap seconds is refused")
    func leapSeconds() throws {
        let bytes = try zoneBytes("right/Asia/Tokyo")
        let error = #expect(throws: TimeZoneError.self) { _ = try TimeZoneRules(tzif: bytes) }
        #expect(error?.code == .leapSeconds)
    }

    @Test("damaged files are refused or read, and never crash the reader or a search")
    func damaged() throws {
        let expression = try CronExpression("30 2 * * *")
        let (start, end) = (try Instant(utc: "2026-01-01 00:00"), try Instant(utc: "2027-01-01 00:00"))
        let good = try zoneBytes("Pacific/Apia")
        var random = SeededRandom(seed: 7)
        for _ in 1...400 {
            var bytes = good
            for _ in 1...Int.random(in: 1...4, using: &random) {
                bytes[Int.random(in: 0..<bytes.count, using: &random)] = .random(in: 0...255, using: &random)
            }
            if Bool.random(using: &random) { bytes.removeLast(Int.random(in: 0..<bytes.count, using: &random)) }
            guard let rules = try? TimeZoneRules(tzif: bytes) else { continue }
            _ = rules.offset(at: start)
            _ = expression.next(after: start, in: rules)
            _ = expression.latest(after: start, upTo: end, in: rules)
        }
    }
}
