import YobanCore
import YobanOperations

/// The output of one attempt after the other, as far as it was looked at.
struct LogSource {
    private let open: @Sendable (Attempt) -> any AttemptOutput
    private var output: (any AttemptOutput)?
    private(set) var attempt: Attempt?
    /// Bytes that have arrived, kept or not.
    private(set) var total: Int64 = 0
    /// Nothing more is waited for.
    private var isComplete = false

    /// For the last of the output of an attempt that has ended: its worker hands it over a moment later.
    private static let patience: Duration = .seconds(4)

    init(_ session: Session) { open = session.output }

    /// Looks what there is now. Of an attempt that has ended all of it is there afterwards.
    mutating func refresh(_ attempt: Attempt) async throws {
        if self.attempt?.id != attempt.id { (output, isComplete) = (nil, false) }
        let output = self.output ?? open(attempt)
        (self.output, self.attempt) = (output, attempt)
        var extent = try await output.look(attempt)
        let isOver = attempt.state == .ended || attempt.state == .released
        let limit = ContinuousClock.now + Self.patience
        while isOver, !isComplete, extent.mayGrow, ContinuousClock.now < limit {
            try await Task.sleep(for: .milliseconds(300))
            extent = try await output.look(attempt)
        }
        isComplete = isOver
        total = extent.total
    }

    /// At most `limit` bytes from `offset` on, or from the next one that was kept. Empty at the end.
    func read(from offset: Int64, limit: Int) async throws -> OutputChunk {
        try await output?.read(from: offset, limit: limit) ?? OutputChunk(offset: offset, bytes: [])
    }

    /// Where the last `lines` lines begin; what was dropped in the middle ends the search.
    func offset(ofLast lines: Int) async throws -> Int64 { try await output?.offset(ofLast: lines) ?? 0 }
}
