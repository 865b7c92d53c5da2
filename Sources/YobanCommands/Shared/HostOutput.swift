import YobanCore
import YobanExecution
import YobanOperations
import YobanRunFormat

/// The output of an attempt as this host can read it: from the run's own files where they are here, newer and longer than what a store
/// keeps; else from the store.
actor HostOutput: AttemptOutput {
    private let state: String
    private let stored: StoredOutput
    private var files: LogReader?

    /// - Parameter state: the state directory of this host.
    init(_ attempt: Attempt, state: String, _ operations: Operations) {
        self.state = state
        stored = StoredOutput(attempt, operations)
    }

    func look(_ attempt: Attempt) async throws -> OutputExtent {
        // They are there a moment after the attempt is.
        if files == nil { files = try? LogReader(directory: attempt.directory(state: state)) }
        guard let files else { return try await stored.look(attempt) }
        return OutputExtent(total: files.total(), mayGrow: attempt.state == .claimed || attempt.state == .running)
    }

    func read(from offset: Int64, limit: Int) async throws -> OutputChunk {
        guard let chunk = files?.read(from: offset, limit: limit) else { return try await stored.read(from: offset, limit: limit) }
        let marks = chunk.parts.map { part in
            LogMark(count: part.range.count, stream: part.stream == .standardError ? 2 : 1, at: Instant(milliseconds: part.at))
        }
        return OutputChunk(offset: chunk.offset, bytes: chunk.bytes, marks: marks)
    }

    func offset(ofLast lines: Int) async throws -> Int64 {
        guard let offset = files?.offset(ofLast: lines) else { return try await stored.offset(ofLast: lines) }
        return offset
    }
}

extension Attempt {
    /// Where the run's files are: noted a moment after the start, and always at the same place below the state directory.
    func directory(state: String) -> String { runDirectory ?? "\(state)/runs/\(id)" }
}
