package import YobanCore
import YobanRows

extension MySQLStore {
    package func keepLog(_ pieces: [LogPiece]) async throws(StoreError) {
        if pieces.isEmpty { return }
        // In one order for all, so that two that keep the same never wait for each other.
        let pieces = pieces.sorted { ($0.job, $0.attempt, $0.offset) < ($1.job, $1.attempt, $1.offset) }
        try await write(.keepLog) { session in
            for piece in pieces {
                do {
                    try session.run(Queries.keepPiece, piece.values)
                } catch let failure as ServerFailure where failure.isWithoutParent {
                    // The job was removed just now.
                    try session.checkTransaction()
                }
            }
        }
    }

    package func log(of job: JobID, attempt: Int, from offset: Int64, limit: Int) async throws(StoreError) -> [LogPiece] {
        let key: [String: Value] = ["job": Value(job), "attempt": Value(attempt)]
        return try await perform(.readLog(job)) { session in
            let most = max(1, min(limit, 1_000_000))
            let found = try session.rows(Queries.pieces, key.merging(["offset": Value(offset), "limit": Value(most)]) { $1 }) {
                (start: $0.integer() ?? 0, end: $0.integer() ?? 0)
            }
            var size: Int64 = 0
            let fitting = found.prefix { piece in
                size += piece.end - piece.start
                return size <= limit
            }
            guard let first = found.first, let last = fitting.last ?? found.first else { return [] }
            let range: [String: Value] = ["first": Value(first.start), "last": Value(last.start)]
            let pieces = try session.rows(Queries.piecesBetween, key.merging(range) { $1 }) { cells in
                LogPiece(
                    job: job, attempt: attempt, offset: cells.integer() ?? 0, bytes: cells.bytes() ?? [], marks: cells.text() ?? "")
            }
            return pieces.filter { $0.end > offset }
        }
    }

    package func dropLog(of job: JobID, attempt: Int, inside range: Range<Int64>) async throws(StoreError) {
        try await perform(.dropLog(job)) { session in
            let values: [String: Value] = [
                "job": Value(job), "attempt": Value(attempt), "lower": Value(range.lowerBound), "upper": Value(range.upperBound),
            ]
            try session.run(Queries.dropPieces, values)
        }
    }
}

extension LogPiece {
    fileprivate var values: [String: Value] {
        [
            "job": Value(job), "attempt": Value(attempt), "start": Value(offset), "end": Value(end), "data": .bytes(bytes),
            "marks": .text(marks),
        ]
    }
}
