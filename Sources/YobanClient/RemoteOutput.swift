import FoundationEssentials
import YobanCore
import YobanOperations

/// The output of an attempt, read through the API.
struct RemoteOutput: AttemptOutput {
    private let attempt: Attempt
    private let server: RemoteServer

    /// What the API gives at once, in bytes.
    private static let piece = 65_536

    init(_ attempt: Attempt, _ server: RemoteServer) {
        self.attempt = attempt
        self.server = server
    }

    func look(_ attempt: Attempt) async throws -> OutputExtent {
        // A byte far behind the end: only how much there is.
        let members = try await members("offset=\(Int64.max)&limit=1")
        return OutputExtent(total: try members.int("bytes"), mayGrow: try members.bool("may_grow"))
    }

    func read(from offset: Int64, limit: Int) async throws -> OutputChunk {
        let members = try await members("offset=\(max(offset, 0))&limit=\(min(max(limit, 1), Self.piece))")
        var (bytes, marks): ([UInt8], [LogMark]) = ([], [])
        for part in try members.array("parts") {
            let part = Members(part)
            let said = try Self.bytes(part)
            let stream = try part.text("stream") == "stderr" ? 2 : 1
            bytes += said
            marks.append(LogMark(count: said.count, stream: stream, at: try part.instant("at")))
        }
        let start = try members.int("offset")
        // Who reads on where an answer ends would never come to an end.
        guard start >= offset || bytes.isEmpty else { throw members.missing("offset") }
        return OutputChunk(offset: start, bytes: bytes, marks: marks)
    }

    func offset(ofLast lines: Int) async throws -> Int64 {
        try await members("tail=\(min(max(lines, 1), 10_000))&limit=1").int("offset")
    }

    private func members(_ query: String) async throws -> Members {
        let path = "/api/v1/jobs/\(attempt.job)/attempts/\(attempt.number)/log/parts?\(query)"
        return Members(try await server.get(path).json)
    }

    private static func bytes(_ part: Members) throws(RemoteError) -> [UInt8] {
        if let text = try part.optionalText("text") { return Array(text.utf8) }
        guard let data = Data(base64Encoded: try part.text("base64")) else { throw part.missing("base64") }
        return Array(data)
    }
}
