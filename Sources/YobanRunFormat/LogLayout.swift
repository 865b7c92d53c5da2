/// The kept output of a run: its first bytes, a ring of its last bytes, and an index of when and whence they came.
///
/// An offset counts all bytes of both streams in the order in which they arrived, kept or not.
package enum LogLayout {
    /// Offsets below the head's limit, at their place.
    package static let head = "out.log"
    /// A header, then byte `(offset - head limit) % capacity`.
    package static let tail = "out.tail"
    package static let index = "out.index"

    package static let defaultHalf: Int64 = 8 << 20

    /// "YOBTAIL1", little end first.
    package static let tailMagic: UInt64 = 0x314C_4941_5442_4F59
    /// Four words: magic, capacity, begun, total. `begun` is raised before bytes are put in, `total` after: what lies between
    /// `begun - capacity` and `total` is whole.
    package static let tailHeaderSize = 32
    package static let tailBegunPosition = 16
    package static let tailTotalPosition = 24

    package static let indexRecordSize = 16
    /// Half of the index is kept from the beginning, half is a ring.
    package static let indexHalf = 131_072

    /// The place of the n-th record, counted from 0, in records.
    package static func indexSlot(_ n: Int) -> Int { n < indexHalf ? n : indexHalf + (n - indexHalf) % indexHalf }
}

/// Where output came from.
package enum OutputStream: Sendable, Hashable {
    case standardOutput, standardError
}

/// From `offset` on, output came from `stream` at about `at`, or is lost.
package struct IndexRecord: Sendable, Equatable {
    package var offset: Int64
    package var stream: OutputStream
    /// The bytes up to the next record could not be kept.
    package var isGap: Bool
    /// Epoch milliseconds.
    package var at: Int64

    package init(offset: Int64, stream: OutputStream, isGap: Bool = false, at: Int64) {
        self.offset = offset
        self.stream = stream
        self.isGap = isGap
        self.at = at
    }

    /// As stored: offset with the stream in the highest bit and the gap in the next, then the time.
    package var words: (UInt64, UInt64) {
        let flags: UInt64 = (stream == .standardError ? 1 << 63 : 0) | (isGap ? 1 << 62 : 0)
        return (UInt64(offset) | flags, UInt64(bitPattern: at))
    }

    package init(words: (UInt64, UInt64)) {
        offset = Int64(words.0 & ((1 << 62) - 1))
        stream = words.0 >> 63 == 1 ? .standardError : .standardOutput
        isGap = words.0 >> 62 & 1 == 1
        at = Int64(bitPattern: words.1)
    }
}
