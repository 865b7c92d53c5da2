import Hummingbird
import NIOCore
import YobanCore
import YobanOperations

/// Answers with what happens, as Server-Sent Events.
struct EventAnswer {
    let listener: Listener
    let store: any JobStore
    /// What the client was told last; nil where it comes for the first time.
    let last: Last?
    let wants: @Sendable (EventBatch.Event) -> Bool
    let heartbeat: Duration
    /// Whether the client may still listen.
    let isWelcome: @Sendable () async -> Bool

    /// A cursor, or what is none of ours.
    enum Last: Sendable {
        case cursor(EventCursor)
        case unknown
    }

    /// Cut off, so that the client comes again, when the server ends, when it takes too little, or when its token is no longer good.
    func response(to request: Request) -> Response {
        Response(
            status: .ok, headers: ServerSentEvents.headers,
            body: ResponseBody { [self] writer in
                try await request.untilClientGoes {
                    try await writer.write(ByteBuffer(string: "retry: 2000\n\n"))
                    try await tell(&writer)
                }
                throw CancellationError()
            })
    }

    @concurrent private func tell(_ writer: inout some ResponseBodyWriter) async throws {
        var cursor: String?
        // What the client was told of its time away, the watch may meet once more.
        var told: [JobID: Instant] = [:]
        let begun = ContinuousClock.now
        var (written, checked) = (begun, begun)
        for await item in listener.mailbox.items {
            switch item {
            case .begun(let now, let running):
                // Again, when the watch had to begin anew.
                if cursor == nil { told = try await replay(to: now, running, &writer) }
                cursor = now.text
                try await writer.write(ByteBuffer(string: ":\nid: \(now.text)\n\n"))
                written = .now
            case .batch(let batch):
                cursor = batch.after
                let known = told
                for piece in batch.pieces({ wants($0) && ($0.end == nil || known[$0.job] != $0.end) }) {
                    try await writer.write(piece)
                    written = .now
                }
            case .pulse: break
            }
            listener.mailbox.done(item)
            let now = ContinuousClock.now
            if now - written >= heartbeat {
                try await writer.write(ByteBuffer(string: ":\n" + (cursor.map { "id: \($0)\n" } ?? "") + "\n"))
                written = now
            }
            if now - checked >= heartbeat {
                guard await isWelcome() else { return }
                checked = now
                // By now it is further than it looks back.
                if now - begun > FinishedJobs.overlap * 2 { told = [:] }
            }
        }
    }

    /// What happened while the client was away. Returns which ends were told.
    @concurrent private func replay(
        to end: EventCursor, _ running: [Job], _ writer: inout some ResponseBodyWriter
    ) async throws -> [JobID: Instant] {
        var told: [JobID: Instant] = [:]
        guard let last else { return told }
        var isAll = false
        if case .cursor(let from) = last {
            var before = from
            isAll = try await EventReplay(store, from: from, to: end, running: running).run { events, after in
                let batch = EventBatch(events, before: before, after: after)
                for event in batch.events { if let end = event.end { told[event.job] = end } }
                for piece in batch.pieces(wants) { try await writer.write(piece) }
                before = after
            }
        }
        if !isAll { try await writer.write(ByteBuffer(string: "event: gap\ndata: {}\nid: \(end.text)\n\n")) }
        return told
    }
}

/// What all answers of that form have in common.
enum ServerSentEvents {
    static var headers: HTTPFields {
        var fields: HTTPFields = [.contentType: "text/event-stream", .cacheControl: "no-store", .connection: "close"]
        // A proxy that collects an answer before it hands it on would hand on nothing.
        fields[name: "X-Accel-Buffering"] = "no"
        return fields
    }
}
