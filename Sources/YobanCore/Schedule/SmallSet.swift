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

    private init(bits: UInt64) { self.bits = bits }
}
