import YobanCore

/// Reads the columns of a row one after the other, whatever is in them: any program may have written the row, and the columns of an
/// adopted table may be of other types than ours. Every column comes as text.
struct Cells {
    private let values: [[UInt8]?]
    private var position = 0

    /// Counters and sizes beyond this are nonsense; clamped, they can be added to without overflow.
    static let largestCount = 1_000_000_000

    init(_ values: [[UInt8]?]) { self.values = values }

    mutating func bytes() -> [UInt8]? {
        defer { position += 1 }
        return position < values.count ? values[position] : nil
    }

    /// Bytes that are not UTF-8 are repaired.
    mutating func text() -> String? { bytes().map { String(decoding: $0, as: UTF8.self) } }

    mutating func integer() -> Int64? {
        text().flatMap { text in Int64(text) ?? Double(text).flatMap { Int64(exactly: $0.rounded(.towardZero)) } }
    }

    /// A number between 0 and ``largestCount``.
    mutating func count() -> Int { Int(min(max(integer() ?? 0, 0), Int64(Self.largestCount))) }

    /// Anything but 0 and NULL is true, as in the queries' `<> 0`.
    mutating func flag() -> Bool { integer().map { $0 != 0 } ?? false }

    mutating func milliseconds() -> Instant? { integer().map { Instant(milliseconds: $0) } }

    /// A TIMESTAMP of the seed; nil for NULL and for the zero date.
    mutating func seedTime() -> Instant? { text().flatMap(SeedTime.instant) }
}
