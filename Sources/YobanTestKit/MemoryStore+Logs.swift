import Synchronization
package import YobanCore

extension MemoryStore {
    package func keepLog(_ pieces: [LogPiece]) async throws(StoreError) {
        state.withLock { state in
            for piece in pieces where state.rows[piece.job] != nil {
                let isKnown = state.logs[piece.job]?.contains { $0.attempt == piece.attempt && $0.offset == piece.offset } ?? false
                if !isKnown { state.logs[piece.job, default: []].append(piece) }
            }
        }
    }

    package func log(of job: JobID, attempt: Int, from offset: Int64, limit: Int) async throws(StoreError) -> [LogPiece] {
        state.withLock { state in
            let pieces = (state.logs[job] ?? []).filter { $0.attempt == attempt && $0.end > offset }.sorted { $0.offset < $1.offset }
            var total = 0
            let fitting = pieces.prefix { piece in
                total += piece.bytes.count
                return total <= limit
            }
            return Array(pieces.prefix(max(1, fitting.count)))
        }
    }

    package func dropLog(of job: JobID, attempt: Int, inside range: Range<Int64>) async throws(StoreError) {
        state.withLock { state in
            state.logs[job]?.removeAll { $0.attempt == attempt && $0.offset >= range.lowerBound && $0.end <= range.upperBound }
        }
    }
}
