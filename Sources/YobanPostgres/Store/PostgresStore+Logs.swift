package import YobanCore
import YobanRows

extension PostgresStore {
    package func keepLog(_ pieces: [LogPiece]) async throws(StoreError) {
        if pieces.isEmpty { return }
        _ = try await perform(.keepLog) { session in
            func list(_ value: (LogPiece) -> any Bindable) -> List { List(pieces.map(value)) }
            return try session.run(
                Query.keepLog,
                [
                    "jobs": list(\.job), "attempts": list(\.attempt), "starts": list(\.offset), "ends": list(\.end),
                    "data": list { HexText($0.bytes) }, "marks": list { Stored.text($0.marks) },
                ]
            ).changed
        }
    }

    package func log(of job: JobID, attempt: Int, from offset: Int64, limit: Int) async throws(StoreError) -> [LogPiece] {
        try await perform(.readLog(job)) { session in
            try session.run(Query.log, ["id": job, "number": attempt, "offset": offset, "limit": limit]).map { cells in
                let start = cells.integer() ?? 0
                let bytes = cells.bytes()
                return LogPiece(job: job, attempt: attempt, offset: start, bytes: bytes, marks: cells.text() ?? "")
            }
        }
    }

    package func dropLog(of job: JobID, attempt: Int, inside range: Range<Int64>) async throws(StoreError) {
        _ = try await perform(.dropLog(job)) { session in
            try session.run(
                Query.dropLog, ["id": job, "number": attempt, "lower": range.lowerBound, "upper": range.upperBound]
            ).changed
        }
    }
}
