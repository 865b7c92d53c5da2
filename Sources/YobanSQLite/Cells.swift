import GRDB
import YobanCore
import YobanRows

/// Reads the columns of a row one after the other, whatever is in them: any program may have written the row.
///
/// GRDB's own decoding ends the process on a value of another type.
struct Cells: CellReader {
    private let row: Row
    private var position = 0

    init(_ row: Row) { self.row = row }

    /// Whatever it is, as another query can be given it.
    mutating func value() -> DatabaseValue {
        defer { position += 1 }
        return row[position]
    }

    private mutating func next() -> DatabaseValue.Storage { value().storage }

    /// Text as it stands; broken UTF-8 is repaired.
    mutating func text() -> String? {
        switch next() {
        case .null: nil
        case .int64(let number): String(number)
        case .double(let number): String(number)
        case .string(let text): text
        case .blob(let bytes): String(decoding: bytes, as: UTF8.self)
        }
    }

    mutating func integer() -> Int64? {
        switch next() {
        case .null, .blob: nil
        case .int64(let number): number
        case .double(let number): Int64(exactly: number.rounded(.towardZero))
        case .string(let text): Int64(text)
        }
    }

    /// How many jobs of a key may run: a whole number above 0; all else means 1.
    mutating func limit() -> Int {
        guard case .int64(let number) = next() else { return 1 }
        return Int(min(max(number, 1), Int64(Self.largestCount)))
    }

    mutating func bytes() -> [UInt8] {
        guard case .blob(let bytes) = next() else { return [] }
        return Array(bytes)
    }

    /// Anything but 0, NULL and an empty text is true, as in the queries' `<> 0`.
    mutating func flag() -> Bool {
        switch next() {
        case .null, .blob: false
        case .int64(let number): number != 0
        case .double(let number): number != 0
        case .string(let text): !text.isEmpty
        }
    }

    /// A time of the seed: a text, or a number of seconds or milliseconds as other programs may write it.
    mutating func seedTime() -> Instant? {
        switch next() {
        case .null, .blob: nil
        case .string(let text): SeedTime.instant(text)
        case .int64(let number): Self.sinceEpoch(Double(number))
        case .double(let number): Self.sinceEpoch(number)
        }
    }

    private static func sinceEpoch(_ number: Double) -> Instant? {
        let milliseconds = abs(number) < 100_000_000_000 ? number * 1000 : number
        guard abs(milliseconds) < 253_402_300_800_000 else { return nil }
        return Instant(milliseconds: Int64(milliseconds))
    }
}
