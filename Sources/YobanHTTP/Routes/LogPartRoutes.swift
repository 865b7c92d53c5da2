import FoundationEssentials
import Hummingbird
import YobanCore
import YobanOperations

/// The output with its streams and times, for programs that show it.
extension Interface {
    func addLogPartRoutes(to routes: inout Routes) {
        routes.get("/api/v1/jobs/:id/attempts/:number/log/parts") { request, context in
            let operations = try await operations(for: request, context)
            let attempt = try await operations.attempt(in: context)
            var query = Query(request)
            let offset = query.integer("offset", in: 0...Int.max)
            let tail = query.integer("tail", in: 1...10_000)
            let limit = query.integer("limit", in: 1...OutputAnswer.piece) ?? OutputAnswer.piece
            try query.finish()
            let output = output(attempt, operations)
            let extent = try await output.look(attempt)
            let start = if offset == nil, let tail { try await output.offset(ofLast: tail) } else { Int64(offset ?? 0) }
            let chunk = try await output.read(from: min(start, extent.total), limit: limit).upTo(extent.total)
            return Response(.ok, JSON(chunk, attempt: attempt.number, extent))
        }
    }
}

extension JSON {
    fileprivate init(_ chunk: OutputChunk, attempt: Int, _ extent: OutputExtent) {
        var (parts, place): ([JSON], Int) = ([], 0)
        for mark in chunk.marks {
            parts.append(JSON(mark, chunk.bytes[place..<place + mark.count]))
            place += mark.count
        }
        self = [
            "attempt": .int(Int64(attempt)), "offset": .int(chunk.offset), "end": .int(chunk.end), "bytes": .int(extent.total),
            "may_grow": .bool(extent.mayGrow), "parts": .array(parts),
        ]
    }

    /// Text, or Base64 of what is none.
    private init(_ mark: LogMark, _ bytes: ArraySlice<UInt8>) {
        let text = String(validating: bytes, as: UTF8.self)
        self = [
            "stream": mark.stream == 2 ? "stderr" : "stdout", "at": .string(mark.at.utcMillisecondText),
            text == nil ? "base64" : "text": .string(text ?? Data(bytes).base64EncodedString()),
        ]
    }
}
