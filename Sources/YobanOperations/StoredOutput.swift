package import YobanCore

/// What the store keeps of an attempt's output: the way to read it on another host than the one that ran it.
package actor StoredOutput: AttemptOutput {
    private let attempt: Attempt
    private let operations: Operations
    /// Where the last piece ends, as far as was looked.
    private var end: Int64 = 0

    /// What is taken from the store at once.
    private static let block = 1 << 20
    /// The worker hands over the last of the output a moment after the end. Clocks of hosts may differ by less.
    private static let recent: Duration = .seconds(30)
    /// So long it is waited for, from the first look after the end.
    private static let patience: Duration = .seconds(3)
    private var endSeenAt: ContinuousClock.Instant?

    package init(_ attempt: Attempt, _ operations: Operations) {
        self.attempt = attempt
        self.operations = operations
    }

    package func look(_ attempt: Attempt) async throws -> OutputExtent {
        while true {
            let from = end
            let pieces = try await operations.log(of: attempt, from: from, limit: Self.block)
            guard let last = pieces.last, last.end > from else { break }
            end = max(end, last.end)
        }
        return OutputExtent(total: end, mayGrow: mayGrow(attempt))
    }

    private func mayGrow(_ attempt: Attempt) -> Bool {
        guard attempt.state == .ended || attempt.state == .released else { return true }
        guard let said = attempt.outcome?.resources.outputBytes, end < said, let endedAt = attempt.endedAt,
            operations.now() - endedAt < Self.recent
        else { return false }
        let seen = endSeenAt ?? .now
        endSeenAt = seen
        return ContinuousClock.now - seen < Self.patience
    }

    package func read(from offset: Int64, limit: Int) async throws -> OutputChunk {
        let place = max(0, offset)
        let pieces = try await operations.log(of: attempt, from: place, limit: limit)
        var chunk = OutputChunk(offset: max(place, pieces.first?.offset ?? 0), bytes: [])
        for piece in pieces where piece.end > chunk.end {
            guard piece.offset <= chunk.end, chunk.bytes.count < limit else { break }
            chunk.append(OutputChunk(piece, from: chunk.end, limit: limit - chunk.bytes.count))
        }
        return chunk
    }

    package func offset(ofLast lines: Int) async throws -> Int64 {
        // The pieces come forwards only: what is remembered is where the last lines begin.
        let limit = end
        var begins: [Int64] = []
        var (place, isAtBegin): (Int64, Bool) = (0, true)
        while place < limit {
            let chunk = try await read(from: place, limit: Self.block)
            guard !chunk.bytes.isEmpty, chunk.offset < limit else { break }
            // The lines before were ended by what was dropped.
            if chunk.offset > place { (begins, isAtBegin) = ([], true) }
            if isAtBegin { begins.append(chunk.offset) }
            let last = min(chunk.end, limit) - 1
            for index in chunk.bytes.indices where chunk.bytes[index] == UInt8(ascii: "\n") {
                let at = chunk.offset + Int64(index)
                if at < last { begins.append(at + 1) }
            }
            isAtBegin = chunk.bytes.last == UInt8(ascii: "\n")
            if begins.count > 2 * lines { begins.removeFirst(begins.count - lines) }
            place = chunk.end
        }
        return begins.suffix(lines).first ?? limit
    }
}
