import FoundationEssentials
import GRDB
package import YobanCore
import YobanRows

extension SQLiteStore {
    package func keepLog(_ pieces: [LogPiece]) async throws(StoreError) {
        if pieces.isEmpty { return }
        try await write(.keepLog) { database in
            for piece in pieces {
                try database.run(
                    Query.keepPiece,
                    [
                        "job": piece.job.value, "attempt": piece.attempt, "start": piece.offset, "end": piece.end,
                        "data": Data(piece.bytes), "marks": piece.marks,
                    ])
            }
        }
    }

    package func log(of job: JobID, attempt: Int, from offset: Int64, limit: Int) async throws(StoreError) -> [LogPiece] {
        try await read(.readLog(job)) { database in
            let cursor = try Row.fetchCursor(
                database.cachedStatement(sql: Query.pieces), arguments: [job.value, attempt, offset])
            var pieces: [LogPiece] = []
            var total = 0
            while let row = try cursor.next() {
                let piece = LogPiece(row: row, job: job, attempt: attempt)
                total += piece.bytes.count
                if !pieces.isEmpty, total > limit { break }
                pieces.append(piece)
            }
            return pieces
        }
    }

    package func dropLog(of job: JobID, attempt: Int, inside range: Range<Int64>) async throws(StoreError) {
        try await write(.dropLog(job)) { database in
            _ = try database.run(Query.dropPieces, [job.value, attempt, range.lowerBound, range.upperBound])
        }
    }
}

extension LogPiece {
    fileprivate init(row: Row, job: JobID, attempt: Int) {
        var cells = Cells(row)
        let offset = cells.integer() ?? 0
        let bytes = cells.bytes()
        self.init(job: job, attempt: attempt, offset: offset, bytes: bytes, marks: cells.text() ?? "")
    }
}
