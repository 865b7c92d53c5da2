import NIOCore
import YobanCore
import YobanOperations

/// What happened between two looks, written once for all who listen.
final class EventBatch: Sendable {
    struct Event: Sendable {
        let kind: JobEvent.Kind
        let job: JobID
        let key: JobKey?
        let end: Instant?
        /// All of it but its `id`.
        let text: String
    }

    let events: [Event]
    /// About how much memory it takes.
    let size: Int
    /// Where to go on after all but the last, and after the last.
    let before: String
    let after: String

    init(_ events: [JobEvent], before: EventCursor, after: EventCursor) {
        self.events = events.map { event in
            Event(
                kind: event.kind, job: event.job.id, key: event.job.key, end: event.kind == .finished ? event.job.finishedAt : nil,
                text: "event: \(event.kind.rawValue)\ndata: \(JSON(event.job).text)\n")
        }
        size = self.events.reduce(0) { $0 + $1.text.utf8.count }
        self.before = before.text
        self.after = after.text
    }

    /// Those that are wanted, in pieces that may be written one after the other.
    func pieces(_ wants: (Event) -> Bool) -> [ByteBuffer] {
        let wanted = events.filter(wants)
        var pieces: [ByteBuffer] = []
        var piece = ByteBuffer()
        for (index, event) in wanted.enumerated() {
            piece.writeString("\(event.text)id: \(index == wanted.count - 1 ? after : before)\n\n")
            if piece.readableBytes >= OutputAnswer.piece || index == wanted.count - 1 {
                pieces.append(piece)
                piece = ByteBuffer()
            }
        }
        return pieces
    }
}
