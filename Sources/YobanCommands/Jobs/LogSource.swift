import YobanCore
import YobanOperations

/// The output of one attempt after the other, as far as it was looked at.
struct LogSource {
    private let open: @Sendable (Attempt) -> any AttemptOutput
    private var output: (any AttemptOutput)?
    private(set) var attempt: Attempt?
    /// Bytes that have arrived, kept or not.
    private(set) var total: Int64 = 0

    init(_ session: Session) { open = session.output }

    /// Looks what there is now. Of an attempt that has ended all of it is there afterwards.
    mutating func refresh(_ attempt: Attempt) async throws {
        let output = self.attempt?.id == attempt.id ? self.output ?? open(attempt) : open(attempt)
        (self.output, self.attempt) = (output, attempt)
        var extent = try await output.look(attempt)
        while extent.mayGrow, attempt.state == .ended || attempt.state == .released {
            try await Task.sleep(for: .milliseconds(300))
            extent = try await output.look(attempt)
        }
        total = extent.total
    }

    /// At most `limit` bytes from `offset` on, or from the next one that was kept. Empty at the end.
    func read(from offset: Int64, limit: Int) async throws -> OutputChunk {
        try await output?.read(from: offset, limit: limit) ?? OutputChunk(offset: offset, bytes: [])
    }

    /// Where the last `lines` lines begin; what was dropped in the middle ends the search.
    func offset(ofLast lines: Int) async throws -> Int64 { try await output?.offset(ofLast: lines) ?? 0 }
}
