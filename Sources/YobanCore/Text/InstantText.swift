extension Instant {
    /// RFC 3339 in UTC, to the second: `2026-02-03T02:00:00Z`.
    package var utcText: String { LocalTime(wallSeconds: flooredSeconds).text + "Z" }

    /// The same to the millisecond: `2026-02-02T17:00:00.250Z`.
    package var utcMillisecondText: String {
        let fraction = milliseconds - Int64(flooredSeconds) * 1000
        return LocalTime(wallSeconds: flooredSeconds).text + "." + "\(1000 + fraction)".dropFirst() + "Z"
    }

    /// RFC 3339 as clocks show it there, to the second: `2026-02-03T02:00:00+09:00`.
    package func text(in zone: TimeZoneRules) -> String {
        let offset = zone.offset(at: self).seconds
        // Old offsets have seconds, which RFC 3339 can't say.
        let minutes = abs(offset) / 60
        return zone.localTime(at: self).text + (offset < 0 ? "-" : "+") + (minutes / 60).twoDigits + ":" + (minutes % 60).twoDigits
    }
}

extension LocalTime {
    fileprivate var text: String {
        let year = String(date.year)
        let padding = String(repeating: "0", count: max(4 - year.count, 0))
        return
            "\(padding)\(year)-\(date.month.twoDigits)-\(date.day.twoDigits)T\(hour.twoDigits):\(minute.twoDigits):\(second.twoDigits)"
    }
}

extension Int {
    fileprivate var twoDigits: String { self < 10 ? "0\(self)" : "\(self)" }
}

extension Instant {
    /// Reads RFC 3339 with its offset (`2026-02-03T02:00:00+09:00`), fractions of a second cut to milliseconds; nil for anything else.
    package init?(rfc3339 text: String) {
        let bytes = Array(text.utf8)
        func number(_ range: Range<Int>) -> Int? {
            guard range.upperBound <= bytes.count, bytes[range].allSatisfy({ (48...57).contains($0) }) else { return nil }
            return bytes[range].reduce(0) { $0 * 10 + Int($1 - 48) }
        }
        guard bytes.count >= 20, bytes[4] == 0x2D, bytes[7] == 0x2D, bytes[10] == 0x54, bytes[13] == 0x3A, bytes[16] == 0x3A,
            let year = number(0..<4), let month = number(5..<7), let day = number(8..<10),
            let date = CivilDate(year: year, month: month, day: day),
            let hour = number(11..<13), let minute = number(14..<16), let second = number(17..<19),
            let time = LocalTime(date: date, hour: hour, minute: minute, second: second)
        else { return nil }
        var (end, milliseconds) = (19, 0)
        if bytes[end] == 0x2E {
            let digits = bytes[(end + 1)...].prefix { (48...57).contains($0) }
            guard !digits.isEmpty else { return nil }
            milliseconds = zip(digits, [100, 10, 1]).reduce(0) { $0 + Int($1.0 - 48) * $1.1 }
            end += 1 + digits.count
        }
        let zone = bytes[end...]
        var offset = 0
        if zone.count == 6, zone[end + 3] == 0x3A, zone[end] == 0x2B || zone[end] == 0x2D {
            guard let hours = number(end + 1..<end + 3), let minutes = number(end + 4..<end + 6), hours < 24, minutes < 60 else {
                return nil
            }
            offset = (hours * 60 + minutes) * (zone[end] == 0x2B ? 60 : -60)
        } else if zone != [0x5A] {
            return nil
        }
        self.init(milliseconds: Int64(time.wallSeconds - offset) * 1000 + Int64(milliseconds))
    }
}
