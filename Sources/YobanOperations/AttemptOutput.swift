package import YobanCore

/// Reads what one attempt wrote, also while it runs. Any task may call.
///
/// An offset counts all bytes of both streams in order of arrival, also those that were dropped later.
package protocol AttemptOutput: Sendable {
    /// Looks what there is now.
    ///
    /// - Parameter attempt: as it is now.
    func look(_ attempt: Attempt) async throws -> OutputExtent
    /// At most `limit` bytes from `offset` on, or from the next one that was kept. They have no hole. Empty at the end.
    func read(from offset: Int64, limit: Int) async throws -> OutputChunk
    /// Where the last `lines` lines begin, counted back from the end that the last look saw; what was dropped ends the search.
    func offset(ofLast lines: Int) async throws -> Int64
}

/// How much output there is.
package struct OutputExtent: Sendable, Equatable {
    /// Bytes that have arrived, kept or not.
    package var total: Int64
    /// More may come.
    package var mayGrow: Bool

    package init(total: Int64, mayGrow: Bool) {
        self.total = total
        self.mayGrow = mayGrow
    }
}

extension Operations {
    /// The attempt whose output is asked for: of this number, or the last one. Nil: there is none.
    package func attempt(_ number: Int?, forOutputOf id: JobID) async throws(OperationError) -> Attempt? {
        try require(.logsRead)
        _ = try await visible(id)
        let attempts = try await storing { () async throws(StoreError) in try await store.attempts(of: id) }
        guard let number else { return attempts.last }
        return attempts.first { $0.number == number }
    }
}
