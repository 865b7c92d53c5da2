import YobanCore
import YobanExecution
import YobanRunFormat

/// The pieces of one attempt's output that a store keeps: at most `log_in_store` bytes together.
struct KeptLog {
    /// Those that have not been read.
    private var pieces: [LogPiece] = []
    /// Where the last piece ends.
    private(set) var end: Int64 = 0

    var isEmpty: Bool { end == 0 }

    /// Takes the next pieces, in order; the first may begin before the end of the last one. Returns whether there was anything new.
    mutating func append(_ next: [LogPiece]) -> Bool {
        let before = end
        for piece in next where piece.end > end {
            pieces.append(piece)
            end = piece.end
        }
        return end > before
    }

    /// At most `limit` bytes from `offset` on, or from the next one that was kept. Empty at the end. What lies before is let go.
    mutating func read(from offset: Int64, limit: Int) -> LogChunk {
        pieces.removeSubrange(..<(pieces.firstIndex { $0.end > offset } ?? pieces.endIndex))
        guard let piece = pieces.first else { return LogChunk(offset: max(offset, 0), skipped: 0, bytes: []) }
        let start = max(offset, piece.offset)
        let begin = Int(start - piece.offset)
        let range = begin..<min(piece.bytes.count, begin + limit)
        var chunk = LogChunk(offset: start, skipped: start - offset, bytes: Array(piece.bytes[range]))
        chunk.parts = Self.parts(of: piece, in: range)
        return chunk
    }

    /// Where the last `lines` lines begin; what was dropped in the middle ends the search.
    func offset(ofLast lines: Int) -> Int64 {
        var missing = lines
        var begin = end
        for piece in pieces.reversed() {
            guard piece.end >= begin else { break }
            let bytes = piece.bytes.prefix(Int(begin - piece.offset))
            for place in bytes.indices.reversed() where bytes[place] == UInt8(ascii: "\n") {
                let next = piece.offset + Int64(place) + 1
                // The newline at the very end closes the last line.
                if next == end { continue }
                missing -= 1
                if missing == 0 { return next }
            }
            begin = piece.offset
        }
        return begin
    }

    /// Whence and when the bytes of a range of the piece came, counted from the range's beginning.
    private static func parts(of piece: LogPiece, in range: Range<Int>) -> [LogPart] {
        var parts: [LogPart] = []
        var place = 0
        for mark in piece.readMarks {
            let part = (place..<place + mark.count).clamped(to: range)
            if !part.isEmpty {
                let own = part.lowerBound - range.lowerBound..<part.upperBound - range.lowerBound
                let stream: OutputStream = mark.stream == 2 ? .standardError : .standardOutput
                parts.append(LogPart(range: own, stream: stream, at: mark.at.milliseconds))
            }
            place += mark.count
        }
        return parts
    }
}
