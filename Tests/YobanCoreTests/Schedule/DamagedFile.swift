import Testing
import YobanCore

/// Bytes that are no time zone, and the reason for which they are refused.
struct DamagedFile: Sendable, CustomTestStringConvertible {
    let testDescription: String
    let bytes: [UInt8]
    let code: TimeZoneError.Code

    init(_ what: String, _ bytes: [UInt8], _ code: TimeZoneError.Code) {
        testDescription = what
        self.bytes = bytes
        self.code = code
    }

    /// One byte of a good file is changed, counted from the second header on.
    init(_ what: String, changing index: Int, to value: UInt8, _ code: TimeZoneError.Code) {
        var bytes = zoneBytes(rule: "UTC0")
        bytes[54 + index] = value
        self.init(what, bytes, code)
    }

    static let all: [DamagedFile] = [
        DamagedFile("nothing", [], .truncated),
        DamagedFile("the magic number only", Array("TZif2".utf8), .truncated),
        DamagedFile("zeros", [UInt8](repeating: 0, count: 44), .notTZif),
        DamagedFile("version 5", Array("TZif5".utf8) + [UInt8](repeating: 0, count: 100), .notTZif),
        DamagedFile("no types", Array("TZif".utf8) + [UInt8](repeating: 0, count: 100), .corrupt),
        DamagedFile("more than a megabyte", [UInt8](repeating: 0, count: (1 << 20) + 1), .tooLarge),
        DamagedFile("a rule without dates", zoneBytes(rule: "EST5EDT"), .badRule),
        DamagedFile("a rule without end", Array(zoneBytes(rule: "UTC0").dropLast()), .truncated),
        DamagedFile("the second magic number", changing: 0, to: 0, .notTZif),
        DamagedFile("leap seconds", changing: 28, to: 0x7F, .leapSeconds),
        DamagedFile("two billion transitions", changing: 32, to: 0x7F, .truncated),
        DamagedFile("more types than a byte can name", changing: 38, to: 2, .corrupt),
        DamagedFile("an offset of years", changing: 44, to: 0x7F, .corrupt),
        DamagedFile("an isdst that is no truth value", changing: 48, to: 2, .corrupt),
        DamagedFile("an abbreviation outside", changing: 49, to: 4, .corrupt),
        DamagedFile("an abbreviation without end", changing: 53, to: 65, .corrupt),
        DamagedFile("no newline before the rule", changing: 54, to: 0, .corrupt),
        DamagedFile("transitions in the wrong order", changingTokyo: 8 + 4, to: 0, .corrupt),
        DamagedFile("a transition before the Big Bang", changingTokyo: 0, to: 0x90, .corrupt),
        DamagedFile("a transition to a type that isn't there", changingTokyo: 9 * 8, to: 4, .corrupt),
    ]

    /// One byte of a real file with nine transitions and four types is changed, counted from the first 64-bit transition on.
    private init(_ what: String, changingTokyo index: Int, to value: UInt8, _ code: TimeZoneError.Code) {
        var bytes = (try? zoneBytes("Asia/Tokyo")) ?? []
        let secondHeader = bytes.indices.dropFirst(44).first { bytes[$0...].starts(with: "TZif".utf8) } ?? 0
        if !bytes.isEmpty { bytes[secondHeader + 44 + index] = value }
        self.init(what, bytes, code)
    }
}
