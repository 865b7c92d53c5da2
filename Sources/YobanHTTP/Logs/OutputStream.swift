import Hummingbird
import NIOCore
import YobanCore
import YobanOperations

/// Answers with the output of an attempt as Server-Sent Events, until nothing more comes.
struct OutputStream {
    /// A line that is not ended is told when nothing was added to it for so long.
    private static let patience: Duration = .milliseconds(600)

    let start: Int64
    let follower: Follower
    let heartbeat: Duration

    /// Cut off when the server ends: the client comes again, and goes on.
    func response(to request: Request, _ stopping: Stopping) -> Response {
        Response(
            status: .ok, headers: ServerSentEvents.headers,
            body: ResponseBody { [self] writer in
                try await request.untilClientGoes {
                    try await writer.write(ByteBuffer(string: "retry: 2000\n\n"))
                    try await tell(&writer, stopping)
                }
                try await writer.finish(nil)
            })
    }

    @concurrent private func tell(_ writer: inout some ResponseBodyWriter, _ stopping: Stopping) async throws {
        var place = start
        var written = ContinuousClock.now
        // An output that ends within a line, and since when.
        var waits: (total: Int64, since: ContinuousClock.Instant)?
        while true {
            if stopping.hasBegun { throw CancellationError() }
            let extent = try await follower.output.look()
            if place < extent.total {
                let piece = try await follower.output.read(from: place)
                if waits?.total != extent.total { waits = (extent.total, .now) }
                let isDue = waits.map { ContinuousClock.now - $0.since >= Self.patience } ?? false
                let isLong = piece.bytes.readableBytes >= OutputAnswer.piece
                if let event = piece.lines ?? (isDue || isLong || !extent.mayGrow ? piece.whole : nil) {
                    place = event.end
                    try await writer.write(event.bytes)
                    written = .now
                    continue
                }
                if !piece.isEmpty, extent.mayGrow {
                    try await Task.sleep(for: .milliseconds(100))
                    continue
                }
            }
            guard extent.mayGrow else { break }
            if ContinuousClock.now - written >= heartbeat {
                try await writer.write(ByteBuffer(string: ":\n\n"))
                written = .now
            }
            try await Task.sleep(for: .milliseconds(100))
        }
        try await writer.write(ByteBuffer(string: "event: end\ndata: {\"bytes\":\(place)}\n\n"))
    }
}

extension Request {
    /// Whether the client wants what happens as events.
    var wantsEvents: Bool { headers[.accept]?.lowercased().contains("text/event-stream") ?? false }

    /// Where an output goes on for a client that came before: of this attempt, or of any where it names none.
    func lastOutput(of attempt: Int) -> Int64? {
        guard let last = headers[name: "Last-Event-ID"] else { return nil }
        let parts = last.split(separator: ":", omittingEmptySubsequences: false)
        guard let place = parts.last.flatMap({ Int64($0) }), place >= 0, parts.count <= 2 else { return nil }
        // What was followed was another run: this one is new to the client.
        return parts.count == 1 || parts[0] == "\(attempt)" ? place : 0
    }
}
