/// The 44 bytes before each block of a TZif file: RFC 9636 (3.1).
struct TZifHeader {
    static let size = 44

    let version: Int
    let leapSeconds: Int
    let transitions: Int
    let types: Int
    let designationBytes: Int
    /// How many standard/wall and UT/local indicators follow; they matter to nobody but POSIX TZ strings without rules.
    let indicators: Int

    /// `bytes` are ``size`` many.
    init(_ bytes: ArraySlice<UInt8>) throws(TimeZoneError) {
        guard bytes.starts(with: "TZif".utf8) else { throw .notTZif }
        switch bytes[bytes.startIndex + 4] {
        case 0: version = 1
        case UInt8(ascii: "2")...UInt8(ascii: "4"): version = Int(bytes[bytes.startIndex + 4] - UInt8(ascii: "0"))
        default: throw .notTZif
        }
        func count(_ index: Int) -> Int { bytes.dropFirst(20 + 4 * index).prefix(4).reduce(0) { $0 << 8 | Int($1) } }
        indicators = count(0) + count(1)
        leapSeconds = count(2)
        transitions = count(3)
        types = count(4)
        designationBytes = count(5)
    }

    /// How many bytes the block after it has, with times of so many bytes.
    func blockSize(timeSize: Int) -> Int {
        transitions * (timeSize + 1) + types * 6 + designationBytes + leapSeconds * (timeSize + 4) + indicators
    }
}
