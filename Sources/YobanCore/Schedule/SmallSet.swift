/// A set of numbers from 0 to 63 in one machine word, with the neighbour questions a schedule asks.
struct SmallSet: Sendable, Hashable {
    private(set) var bits: UInt64 = 0

    init() {}

    init(_ members: some Sequence<Int>) {
        for member in members { insert(member) }
    }

    var isEmpty: Bool { bits == 0 }
    var count: Int { bits.nonzeroBitCount }
    /// Every member, ascending.
    var members: [Int] { (0..<64).filter(contains) }

    func contains(_ member: Int) -> Bool { bits & (1 << UInt64(member)) != 0 }
    mutating func insert(_ member: Int) { bits |= 1 << UInt64(member) }
    func union(_ other: SmallSet) -> SmallSet { SmallSet(bits: bits | other.bits) }
    func intersection(_ other: SmallSet) -> SmallSet { SmallSet(bits: bits & other.bits) }

    /// The smallest member that is `bound` or more.
    func first(atOrAfter bound: Int) -> Int? {
        let rest = bound > 63 ? 0 : bits & (.max << UInt64(bound))
        return rest == 0 ? nil : rest.trailingZeroBitCount
    }

    /// The largest member that is `bound` or less.
    func last(atOrBefore bound: Int) -> Int? {
        let rest = bound < 0 ? 0 : bits & (.max >> UInt64(63 - bound))
        return rest == 0 ? nil : 63 - rest.leadingZeroBitCount
    }

    /// The members that are `bound` (0 to 63) or less.
    func upTo(_ bound: Int) -> SmallSet { SmallSet(bits: bits & (.max >> UInt64(63 - bound))) }

    /// With members that are weekdays, 0 to 6: the days of a month, 1 to 31 and some more, that fall on them when day 1 is `weekday`.
    func daysOfMonth(beginningOn weekday: Int) -> SmallSet {
        // Bit n of the product is weekday n modulo 7: the week is repeated nine times, without a loop.
        let weeks = bits &* 0x0102_0408_1020_4081
        return SmallSet(bits: (weeks >> UInt64(weekday)) << 1)
    }

    private init(bits: UInt64) { self.bits = bits }
}
