package import YobanCore

/// A piece of output without a hole.
package struct OutputChunk: Sendable, Equatable {
    /// Of the first byte.
    package let offset: Int64
    package private(set) var bytes: [UInt8]
    /// Whence and when the bytes came, in order: together exactly as many as there are.
    package private(set) var marks: [LogMark]

    /// - Parameter marks: as many bytes as there are; empty where nobody asks for more than the bytes.
    package init(offset: Int64, bytes: [UInt8], marks: [LogMark] = []) {
        self.offset = offset
        self.bytes = bytes
        self.marks = marks
    }

    /// Where to go on.
    package var end: Int64 { offset + Int64(bytes.count) }

    /// Takes the next piece, which begins where this one ends.
    package mutating func append(_ next: OutputChunk) {
        bytes += next.bytes
        marks += next.marks
    }

    /// What lies before a place.
    package func upTo(_ place: Int64) -> Self { self[0..<Int(min(max(place - offset, 0), Int64(bytes.count)))] }

    /// Some of its bytes, counted from its beginning.
    package subscript(range: Range<Int>) -> Self {
        guard range != 0..<bytes.count else { return self }
        var place = 0
        let marks = marks.compactMap { mark -> LogMark? in
            let count = (place..<place + mark.count).clamped(to: range).count
            place += mark.count
            return count > 0 ? LogMark(count: count, stream: mark.stream, at: mark.at) : nil
        }
        return Self(offset: offset + Int64(range.lowerBound), bytes: Array(bytes[range]), marks: marks)
    }
}

extension OutputChunk {
    /// A piece as the store keeps it, from a place in it on.
    init(_ piece: LogPiece, from place: Int64, limit: Int) {
        let whole = Self(offset: piece.offset, bytes: piece.bytes, marks: piece.readMarks)
        let start = Int(min(max(place - piece.offset, 0), Int64(piece.bytes.count)))
        self = whole[start..<min(piece.bytes.count, start + limit)]
    }
}
