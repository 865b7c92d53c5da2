import YobanCore

/// The seed's times as SQLite keeps them: UTC, `YYYY-MM-DD HH:MM:SS.mmm`, so that the order of the texts is the order of time.
enum SeedTime {
    private static let millisecondsPerDay: Int64 = 86_400_000
    private static let firstYear = Instant(milliseconds: -62_167_219_200_000)
    private static let lastYear = Instant(milliseconds: 253_402_300_799_999)

    /// The text of an instant; years are held within 0 to 9999.
    static func text(_ instant: Instant) -> String {
        let milliseconds = min(max(instant, firstYear), lastYear).milliseconds
        let day = milliseconds.flooredQuotient(by: millisecondsPerDay)
        let time = milliseconds - day * millisecondsPerDay
        let (year, month, dayOfMonth) = civil(fromDay: day)
        return digits(year, 4) + "-" + digits(month, 2) + "-" + digits(dayOfMonth, 2) + " "
            + digits(time / 3_600_000, 2) + ":" + digits(time / 60_000 % 60, 2) + ":" + digits(time / 1000 % 60, 2) + "."
            + digits(time % 1000, 3)
    }

    /// The smallest text of this or a later instant: other programs leave out a fraction of zero, and a shorter text sorts first.
    static func lowerBound(_ instant: Instant) -> String {
        let text = text(instant)
        return text.hasSuffix(".000") ? String(text.dropLast(4)) : text
    }

    /// Reads what this and other programs write: with or without fraction, seconds, time of day, `T`, `Z` or offset.
    static func instant(_ text: String) -> Instant? {
        var rest = Substring(text).utf8
        guard let year = number(&rest, 4), skip(&rest, "-"), let month = number(&rest, 2), skip(&rest, "-"), let day = number(&rest, 2),
            (1...12).contains(month), (1...31).contains(day)
        else { return nil }
        var milliseconds = self.day(year: year, month: month, day: day) * millisecondsPerDay
        guard skip(&rest, " ") || skip(&rest, "T") else { return rest.isEmpty ? Instant(milliseconds: milliseconds) : nil }
        guard let hour = number(&rest, 2), skip(&rest, ":"), let minute = number(&rest, 2), hour < 24, minute < 60 else { return nil }
        milliseconds += hour * 3_600_000 + minute * 60_000
        if skip(&rest, ":") {
            guard let second = number(&rest, 2), second <= 60 else { return nil }
            milliseconds += second * 1000
            if skip(&rest, ".") {
                var unit: Int64 = 100
                while let digit = number(&rest, 1) {
                    milliseconds += digit * unit
                    unit /= 10
                }
            }
        }
        guard let offset = offset(&rest), rest.isEmpty else { return nil }
        return Instant(milliseconds: milliseconds - offset)
    }

    private static func offset(_ rest: inout Substring.UTF8View) -> Int64? {
        if rest.isEmpty || skip(&rest, "Z") { return 0 }
        let sign: Int64
        if skip(&rest, "+") { sign = 1 } else if skip(&rest, "-") { sign = -1 } else { return nil }
        guard let hours = number(&rest, 2) else { return nil }
        _ = skip(&rest, ":")
        return sign * (hours * 60 + (number(&rest, 2) ?? 0)) * 60_000
    }

    private static func number(_ rest: inout Substring.UTF8View, _ count: Int) -> Int64? {
        let head = rest.prefix(count)
        guard head.count == count, head.allSatisfy({ (0x30...0x39).contains($0) }) else { return nil }
        rest = rest.dropFirst(count)
        return head.reduce(0) { $0 * 10 + Int64($1 - 0x30) }
    }

    private static func skip(_ rest: inout Substring.UTF8View, _ character: Unicode.Scalar) -> Bool {
        guard let first = rest.first, UInt32(first) == character.value else { return false }
        rest = rest.dropFirst()
        return true
    }

    private static func digits(_ value: Int64, _ width: Int) -> String {
        let text = String(value)
        return String(repeating: "0", count: max(0, width - text.count)) + text
    }

    /// Days since 1970-01-01 in the proleptic Gregorian calendar (H. Hinnant, "chrono-compatible low-level date algorithms").
    private static func day(year: Int64, month: Int64, day: Int64) -> Int64 {
        let year = month <= 2 ? year - 1 : year
        let era = year.flooredQuotient(by: 400)
        let yearOfEra = year - era * 400
        let dayOfYear = (153 * (month > 2 ? month - 3 : month + 9) + 2) / 5 + day - 1
        return era * 146_097 + yearOfEra * 365 + yearOfEra / 4 - yearOfEra / 100 + dayOfYear - 719_468
    }

    private static func civil(fromDay day: Int64) -> (year: Int64, month: Int64, day: Int64) {
        let shifted = day + 719_468
        let era = shifted.flooredQuotient(by: 146_097)
        let dayOfEra = shifted - era * 146_097
        let yearOfEra = (dayOfEra - dayOfEra / 1460 + dayOfEra / 36_524 - dayOfEra / 146_096) / 365
        let dayOfYear = dayOfEra - (365 * yearOfEra + yearOfEra / 4 - yearOfEra / 100)
        let shiftedMonth = (5 * dayOfYear + 2) / 153
        let month = shiftedMonth < 10 ? shiftedMonth + 3 : shiftedMonth - 9
        return (yearOfEra + era * 400 + (month <= 2 ? 1 : 0), month, dayOfYear - (153 * shiftedMonth + 2) / 5 + 1)
    }
}

extension Int64 {
    fileprivate func flooredQuotient(by divisor: Int64) -> Int64 {
        let (quotient, remainder) = quotientAndRemainder(dividingBy: divisor)
        return remainder < 0 ? quotient - 1 : quotient
    }
}
