import YobanCore
import YobanExecution
import YobanOperations

/// The output of a run whose files are on this host: newer and longer than what a store keeps.
actor LocalOutput: AttemptOutput {
    private var files: LogReader

    /// Nil where the run's files are not here.
    init?(_ attempt: Attempt, state: String) {
        guard let files = try? LogReader(directory: attempt.directory(state: state)) else { return nil }
        self.files = files
    }

    func look(_ attempt: Attempt) -> OutputExtent {
        OutputExtent(total: files.total(), mayGrow: attempt.state == .claimed || attempt.state == .running)
    }

    func read(from offset: Int64, limit: Int) -> OutputChunk {
        let chunk = files.read(from: offset, limit: limit)
        return OutputChunk(offset: chunk.offset, bytes: chunk.bytes)
    }

    func offset(ofLast lines: Int) -> Int64 { files.offset(ofLast: lines) }
}
