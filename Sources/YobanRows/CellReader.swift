package import YobanCore

/// Reads the columns of a row one after the other, whatever is in them: any program may have written the row.
///
/// How a cell is decoded is the engine's; what follows from that is the same for all.
package protocol CellReader {
    /// Text as it stands; nil for NULL.
    mutating func text() -> String?
    /// Nil for NULL and for what is no number.
    mutating func integer() -> Int64?
    /// As the engine's own conditions see it.
    mutating func flag() -> Bool
    /// A time of the seed's columns, which each engine keeps in a type of its own.
    mutating func seedTime() -> Instant?
    /// How many jobs of a key may run; at least 1.
    mutating func limit() -> Int
}

extension CellReader {
    /// Counters and sizes beyond this are nonsense; clamped, they can be added to without overflow.
    package static var largestCount: Int { 1_000_000_000 }

    /// A number between 0 and ``largestCount``.
    package mutating func count() -> Int { Int(min(max(integer() ?? 0, 0), Int64(Self.largestCount))) }

    package mutating func limit() -> Int { max(count(), 1) }

    /// A time of our own columns.
    package mutating func milliseconds() -> Instant? { integer().map { Instant(milliseconds: $0) } }

    /// An impossible status counts as `failed`.
    package mutating func status() -> JobStatus { text().flatMap { JobStatus(rawValue: $0) } ?? .failed }
}
