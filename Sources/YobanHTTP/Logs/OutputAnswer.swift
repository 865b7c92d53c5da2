package import Hummingbird
import NIOCore
import YobanCore
package import YobanOperations

/// Answers with the output of an attempt, as it is.
package struct OutputAnswer {
    /// What is read and written at once. More would stand in memory as often as there are slow readers.
    static let piece = 65_536
    /// The most that one answer to a `Range` holds.
    static let longestRange: Int64 = 262_144

    package let output: any AttemptOutput
    package let extent: OutputExtent

    package init(output: any AttemptOutput, extent: OutputExtent) {
        self.output = output
        self.extent = extent
    }

    /// All that is kept from an offset on, as far as it went when it was looked at.
    package func all(from start: Int64) async throws -> Response {
        let total = extent.total
        let first = try await read(from: start, upTo: total)
        guard first.end < total, !first.bytes.isEmpty else {
            return Response(status: .ok, headers: headers(first.offset), body: ResponseBody(byteBuffer: ByteBuffer(bytes: first.bytes)))
        }
        let answer = self
        // Its length is not known: a part may have been dropped in the middle.
        return Response(
            status: .ok, headers: headers(first.offset),
            body: ResponseBody { writer in
                var chunk = first
                while !chunk.bytes.isEmpty {
                    try await writer.write(ByteBuffer(bytes: chunk.bytes))
                    chunk = try await answer.read(from: chunk.end, upTo: total)
                }
                try await writer.finish(nil)
            })
    }

    /// A part without holes: from the first byte of it that was kept, until something was dropped or the answer is long enough.
    func part(_ range: Range<Int64>) async throws -> Response {
        var found = try await read(from: range.lowerBound, upTo: range.upperBound)
        guard !found.bytes.isEmpty else { throw HTTPProblem.unsatisfiableRange(total: extent.total) }
        let end = min(range.upperBound, found.offset + Self.longestRange)
        while found.end < end {
            let next = try await read(from: found.end, upTo: end)
            guard next.offset == found.end, !next.bytes.isEmpty else { break }
            found.append(next)
        }
        var headers = headers(found.offset)
        headers[.contentRange] = "bytes \(found.offset)-\(found.end - 1)/\(extent.total)"
        return Response(status: .partialContent, headers: headers, body: ResponseBody(byteBuffer: ByteBuffer(bytes: found.bytes)))
    }

    /// From an offset on until nothing more comes. Cut off, so that it does not look complete, when the server ends.
    func following(from start: Int64, as follower: Follower, _ request: Request, _ stopping: Stopping) -> Response {
        var headers = headers(start)
        headers[.connection] = "close"
        return Response(
            status: .ok, headers: headers,
            body: ResponseBody { writer in
                try await request.untilClientGoes {
                    var place = start
                    while true {
                        if stopping.hasBegun { throw CancellationError() }
                        let extent = try await follower.output.look()
                        if place < extent.total {
                            let piece = try await follower.output.read(from: place)
                            if !piece.isEmpty {
                                place = piece.end
                                try await writer.write(piece.bytes)
                                continue
                            }
                        }
                        guard extent.mayGrow else { break }
                        try await Task.sleep(for: .milliseconds(100))
                    }
                }
                try await writer.finish(nil)
            })
    }

    private func read(from offset: Int64, upTo end: Int64) async throws -> OutputChunk {
        guard offset < end else { return OutputChunk(offset: offset, bytes: []) }
        return try await output.read(from: offset, limit: Self.piece).upTo(end)
    }

    private func headers(_ offset: Int64) -> HTTPFields {
        var fields: HTTPFields = [.contentType: "text/plain; charset=utf-8", .contentDisposition: "inline", .acceptRanges: "bytes"]
        fields[name: "X-Log-Offset"] = "\(offset)"
        fields[name: "X-Log-Bytes"] = "\(extent.total)"
        return fields
    }
}
