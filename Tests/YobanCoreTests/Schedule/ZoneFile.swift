import Foundation
import Testing
import YobanCore

/// The time zones of this machine, read once for each use; a missing file fails the test that asks.
func zone(_ name: String) throws -> TimeZoneRules { try TimeZoneRules(tzif: zoneBytes(name)) }

func zoneBytes(_ name: String) throws -> [UInt8] {
    let path = "/usr/share/zoneinfo/\(name)"
    return [UInt8](try #require(FileManager.default.contents(atPath: path), "\(path) is missing: install tzdata"))
}

/// A TZif file of version 3 with one type, no transitions and a rule: what the rule says holds always.
func zoneBytes(rule: String) -> [UInt8] {
    let header: (Int, Int) -> [UInt8] = { types, characters in
        Array("TZif3".utf8) + [UInt8](repeating: 0, count: 15 + 16) + [0, 0, 0, UInt8(types), 0, 0, 0, UInt8(characters)]
    }
    let block: [UInt8] = [0, 0, 0, 0, 0, 0] + Array("UTC".utf8) + [0]
    return header(1, 4) + block + header(1, 4) + block + Array("\n\(rule)\n".utf8)
}

extension Instant {
    /// `2026-03-29 01:00` or `2026-03-29 01:00:30`, in UTC.
    init(utc text: String) throws { self.init(milliseconds: Int64(try LocalTime(text).wallSeconds) * 1_000) }

    /// `2026-03-29 01:00:00`, in UTC.
    var utc: String { TimeZoneRules.utc.localTime(at: self).text }
}

extension LocalTime {
    /// `2026-03-29 01:00` or `2026-03-29 01:00:30`.
    init(_ text: String) throws {
        let numbers = text.split { "- :".contains($0) }.compactMap { Int($0) }
        try #require(numbers.count >= 5, "\(text) is not a time")
        let date = try #require(CivilDate(year: numbers[0], month: numbers[1], day: numbers[2]))
        self = try #require(LocalTime(date: date, hour: numbers[3], minute: numbers[4], second: numbers.count > 5 ? numbers[5] : 0))
    }

    /// `2026-03-29 01:00:00`.
    var text: String {
        let two = { (number: Int) in number < 10 ? "0\(number)" : "\(number)" }
        return "\(date.year)-\(two(date.month))-\(two(date.day)) \(two(hour)):\(two(minute)):\(two(second))"
    }
}
