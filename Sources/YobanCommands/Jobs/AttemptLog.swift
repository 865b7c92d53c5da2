import YobanCore
import YobanExecution
import YobanOperations

/// The output of one attempt: from the run's own files when they are here, else from what the store keeps of it for other hosts.
struct AttemptLog {
    private let state: String
    private let operations: Operations
    private(set) var attempt: Attempt?
    private var files: LogReader?
    private var kept = KeptLog()
    private var lastLook: ContinuousClock.Instant?
    /// Nothing more is expected.
    private var isComplete = false

    /// How often the store is asked for more.
    private static let interval: Duration = .milliseconds(500)
    /// The worker hands over the last of the output a moment after the end.
    private static let patience: Duration = .seconds(3)
    /// Of an older attempt nothing more comes; the clocks of hosts may differ by less.
    private static let recent: Duration = .seconds(30)

    /// - Parameter state: the state directory of this host.
    init(state: String, operations: Operations) {
        self.state = state
        self.operations = operations
    }

    /// Whether there is a place to read from.
    var isThere: Bool { files != nil || !kept.isEmpty }

    /// Looks what there is now. Of an attempt that has ended all of it is there afterwards.
    mutating func refresh(_ attempt: Attempt) async throws {
        if self.attempt?.id != attempt.id {
            files = nil
            kept = KeptLog()
            lastLook = nil
            isComplete = false
        }
        self.attempt = attempt
        if files == nil { files = try? LogReader(directory: attempt.directory(state: state)) }
        guard files == nil, attempt.state != .claimed else { return }
        let isOver = attempt.state != .running
        if !isOver, let lastLook, ContinuousClock.now - lastLook < Self.interval { return }
        try await load(attempt)
        lastLook = .now
        guard isOver, !isComplete, attempt.host != hostName() else { return }
        isComplete = true
        guard let said = attempt.outcome?.resources.outputBytes, let endedAt = attempt.endedAt, operations.now() - endedAt < Self.recent
        else { return }
        let limit = ContinuousClock.now + Self.patience
        while kept.end < said, ContinuousClock.now < limit {
            try await Task.sleep(for: Self.interval)
            try await load(attempt)
        }
    }

    private mutating func load(_ attempt: Attempt) async throws {
        while true {
            let pieces = try await operations.log(of: attempt, from: kept.end, limit: 1 << 20)
            guard kept.append(pieces) else { return }
        }
    }

    /// Bytes that have arrived, kept or not.
    func total() -> Int64 { files?.total() ?? kept.end }

    /// At most `limit` bytes from `offset` on, or from the next one that was kept. Empty at the end.
    mutating func read(from offset: Int64, limit: Int) -> LogChunk {
        files?.read(from: offset, limit: limit) ?? kept.read(from: offset, limit: limit)
    }

    /// Where the last `lines` lines begin; what was dropped in the middle ends the search.
    mutating func offset(ofLast lines: Int) -> Int64 { files?.offset(ofLast: lines) ?? kept.offset(ofLast: lines) }
}

extension Attempt {
    /// Where the run's files are: noted a moment after the start, and always at the same place below the state directory.
    func directory(state: String) -> String { runDirectory ?? "\(state)/runs/\(id)" }
}
