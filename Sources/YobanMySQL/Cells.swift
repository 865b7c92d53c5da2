import YobanCore
import YobanRows

/// Reads the columns of a row one after the other, whatever is in them: any program may have written the row, and the columns of an
/// adopted table may be of other types than ours. Every column comes as text.
struct Cells: CellReader {
    private let values: [[UInt8]?]
    private var position = 0

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

    /// Anything but 0 and NULL is true, as in the queries' `<> 0`.
    mutating func flag() -> Bool { integer().map { $0 != 0 } ?? false }

    /// A TIMESTAMP of the seed; nil for NULL and for the zero date.
    mutating func seedTime() -> Instant? { text().flatMap(SeedTime.instant) }
}
