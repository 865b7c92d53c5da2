/// What a time zone observes at any time, from the bytes of a compiled time zone file (TZif, RFC 9636).
///
/// It is a value: it neither reads files nor follows updates of the time zone database. Read `/usr/share/zoneinfo/<name>` and hand in
/// the bytes. Foundation's `TimeZone` is not used because it is nil, without a word, in a static binary without ICU.
///
/// As RFC 9636 says: before the first transition the first local time type holds; after the last one the rule in the footer does, or,
/// without a rule, the last type.
package struct TimeZoneRules: Sendable, Hashable {
    /// Largest file that is read, in bytes. Real ones have under 4,000.
    package static let maximumSize = 1 << 20

    /// Coordinated Universal Time, always.
    package static let utc = TimeZoneRules(
        transitions: [], types: [LocalOffset(seconds: 0, isDaylight: false, abbreviation: "UTC")], typeAfter: [], rule: nil)

    /// Ascending, in seconds since 1970 UTC.
    private let transitions: [Int]
    private let types: [LocalOffset]
    /// For each transition, which of the types holds from then on.
    private let typeAfter: [UInt8]
    private let rule: PosixRule?

    /// Reads the bytes of a TZif file of version 1 to 4.
    ///
    /// - Throws: ``TimeZoneError``; every size and index in the bytes is checked, so that none of them can crash the reader.
    package init(tzif: [UInt8]) throws(TimeZoneError) {
        guard tzif.count <= Self.maximumSize else { throw .tooLarge(tzif.count) }
        var reader = TZifReader(tzif)
        self = try reader.rules()
    }

    /// `types` must not be empty, and `typeAfter` be as long as `transitions`.
    init(transitions: [Int], types: [LocalOffset], typeAfter: [UInt8], rule: PosixRule?) {
        self.transitions = transitions
        self.types = types
        self.typeAfter = typeAfter
        self.rule = rule
    }

    /// What is observed at an instant.
    package func offset(at instant: Instant) -> LocalOffset { period(at: instant.flooredSeconds).offset }

    /// What calendar and clock show at an instant, fractions of a second left out.
    package func localTime(at instant: Instant) -> LocalTime {
        let second = instant.flooredSeconds
        return LocalTime(wallSeconds: second + period(at: second).offset.seconds)
    }

    /// The period that contains a second since 1970 UTC.
    func period(at second: Int) -> ZonePeriod {
        let passed = transitionsPassed(at: second)
        let start = passed == 0 ? ZonePeriod.beginningOfTime : transitions[passed - 1]
        if passed == transitions.count {
            if let rule { return rule.period(at: second).clipped(from: start) }
            return ZonePeriod(start: start, end: ZonePeriod.endOfTime, offset: passed == 0 ? types[0] : types[Int(typeAfter[passed - 1])])
        }
        return ZonePeriod(start: start, end: transitions[passed], offset: passed == 0 ? types[0] : types[Int(typeAfter[passed - 1])])
    }

    /// How many transitions have happened, by binary search.
    private func transitionsPassed(at second: Int) -> Int {
        var (low, high) = (0, transitions.count)
        while low < high {
            let middle = (low + high) / 2
            if transitions[middle] <= second { low = middle + 1 } else { high = middle }
        }
        return low
    }
}
