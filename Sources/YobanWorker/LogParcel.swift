import YobanCore
import YobanExecution
import YobanRunFormat

/// How much of one attempt's log has been sent, and what comes next.
struct LogParcel: Sendable {
    let job: Job
    private let directory: String
    /// Bytes below this offset are kept for ever; of what comes after, as many of the newest.
    private let half: Int64
    private var reader: LogReader?
    private var position: Int64 = 0
    /// Pieces behind the first half, oldest first.
    private var tail: [Range<Int64>] = []
    private var tailBytes: Int64 = 0
    private var pieces = 0
    private var rounds = 0
    /// It is not known yet how much of it the store has.
    var isAdopted: Bool
    /// The run is over: nothing follows what is there.
    var isEnded = false

    /// Bytes in one call, unless it is the last one.
    static let atOnce: Int64 = 256 << 10
    /// A run that has said so many things is sent less often, in larger pieces.
    private static let manyPieces = 120
    private static let roundsBetween = 5
    /// So much is sent at once all the same.
    private static let worthIt: Int64 = 16 << 10
    /// An index that changes with every byte would be larger than what it tells of.
    private static let mostMarks = 1000

    init(job: Job, directory: String, limit: Int64, isAdopted: Bool) {
        self.job = job
        self.directory = directory
        half = limit / 2
        self.isAdopted = isAdopted
    }

    /// The store has this piece.
    mutating func note(_ piece: LogPiece) {
        pieces += 1
        position = max(position, piece.end)
        guard piece.offset >= half else { return }
        tail.append(piece.offset..<piece.end)
        tailBytes += Int64(piece.bytes.count)
    }

    /// What is to be sent now. A run that prints faster than it can be sent has its middle left out, as its log has.
    mutating func pack() -> [LogPiece] {
        guard !isAdopted else { return [] }
        if reader == nil { reader = try? LogReader(directory: directory) }
        guard var reader else { return [] }
        let total = reader.total()
        rounds += 1
        guard total > position, isDue(total - position) else { return [] }
        var room = isEnded ? 2 * half : Self.atOnce
        var packed: [LogPiece] = []
        while room > 0, position < total {
            if position >= half, total - position > min(room, half) { position = total - min(room, half) }
            let end = position < half ? min(half, total) : total
            let chunk = reader.read(from: position, limit: Int(min(room, end - position, Int64(LogPiece.largest))))
            guard !chunk.bytes.isEmpty else { break }
            let piece = piece(of: chunk)
            note(piece)
            packed.append(piece)
            room -= Int64(piece.bytes.count)
        }
        self.reader = reader
        return packed
    }

    /// What may go, when there is enough of it: of the newest half a quarter goes at a time.
    var surplus: Range<Int64>? {
        guard tailBytes > half else { return nil }
        var kept = tailBytes
        var first = tail[...]
        while kept > half / 4 * 3, first.count > 1, let oldest = first.first {
            kept -= oldest.upperBound - oldest.lowerBound
            first = first.dropFirst()
        }
        return first.first.flatMap { $0.lowerBound > half ? half..<$0.lowerBound : nil }
    }

    mutating func dropped(_ range: Range<Int64>) {
        tail.removeAll { $0.upperBound <= range.upperBound }
        tailBytes = tail.reduce(0) { $0 + $1.upperBound - $1.lowerBound }
    }

    private func isDue(_ new: Int64) -> Bool {
        isEnded || pieces < Self.manyPieces || new >= Self.worthIt || rounds % Self.roundsBetween == 0
    }

    private func piece(of chunk: LogChunk) -> LogPiece {
        // A piece lies on one side of the border only: those behind it are dropped whole.
        let room = chunk.offset < half ? Int(min(half - chunk.offset, Int64(chunk.bytes.count))) : chunk.bytes.count
        var marks: [LogMark] = []
        var count = 0
        for part in chunk.parts.prefix(Self.mostMarks) where count < room {
            let length = min(part.range.count, room - count)
            marks.append(LogMark(count: length, stream: part.stream == .standardError ? 2 : 1, at: Instant(milliseconds: part.at)))
            count += length
        }
        return LogPiece(
            job: job.id, attempt: job.attemptNumber, offset: chunk.offset, bytes: Array(chunk.bytes.prefix(count)), marks: marks)
    }
}
