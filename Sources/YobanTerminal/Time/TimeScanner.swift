extension TimeInput {
    /// Takes dates and times off the front of a text. A step that does not fit leaves nil.
    struct Scanner {
        private var rest: Substring.UTF8View

        init(_ text: String) { rest = text[...].utf8 }

        /// What `read` finds if it takes the whole text.
        func whole<Value>(_ read: (inout Scanner) -> Value?) -> Value? {
            var scanner = self
            guard let value = read(&scanner), scanner.rest.isEmpty else { return nil }
            return value
        }

        /// `2026-11-22`
        mutating func date() -> CivilTime? {
            guard let year = number(4), take("-"), let month = number(2), take("-"), let day = number(2) else { return nil }
            return CivilTime(year: year, month: month, day: day)
        }

        /// `02:00`, `2:00` or `02:00:30`, within a day.
        mutating func time() -> (hour: Int, minute: Int, second: Int)? {
            guard let hour = number(2) ?? number(1), hour < 24, take(":"), let minute = number(2), minute < 60 else { return nil }
            guard take(":") else { return (hour, minute, 0) }
            guard let second = number(2), second < 60 else { return nil }
            return (hour, minute, second)
        }

        /// Date and time with a space or `T` between, fractions of a second cut to milliseconds, and the offset from UTC in seconds,
        /// nil when there is none (RFC 3339, and without its zone).
        mutating func dateAndTime() -> (CivilTime, milliseconds: Int, offset: Int?)? {
            guard var civil = date(), take("T") || take("t") || take(" "), let time = time() else { return nil }
            (civil.hour, civil.minute, civil.second) = time
            var milliseconds = 0
            if take(".") {
                let digits = rest.prefix { (48...57).contains($0) }
                guard !digits.isEmpty else { return nil }
                milliseconds = zip(digits, [100, 10, 1]).reduce(0) { $0 + Int($1.0 - 48) * $1.1 }
                rest = rest.dropFirst(digits.count)
            }
            if take("Z") || take("z") { return (civil, milliseconds, 0) }
            let sign = take("+") ? 1 : take("-") ? -1 : 0
            guard sign != 0 else { return (civil, milliseconds, nil) }
            guard let hours = number(2), hours < 24, take(":"), let minutes = number(2), minutes < 60 else { return nil }
            return (civil, milliseconds, sign * (hours * 3600 + minutes * 60))
        }

        private mutating func number(_ digits: Int) -> Int? {
            let found = rest.prefix(digits)
            guard found.count == digits, found.allSatisfy({ (48...57).contains($0) }) else { return nil }
            rest = rest.dropFirst(digits)
            return found.reduce(0) { $0 * 10 + Int($1 - 48) }
        }

        private mutating func take(_ character: Unicode.Scalar) -> Bool {
            guard let first = rest.first, first == UInt8(ascii: character) else { return false }
            rest = rest.dropFirst()
            return true
        }
    }
}
