package import YobanCore

extension JSON {
    package init(_ standing: QueueStanding) {
        let figures = standing.figures
        self = .object([
            Member("queue", .string(figures.queue)), Member("ready", .int(Int64(figures.ready))),
            Member("held", .int(Int64(figures.held))), Member("running", .int(Int64(figures.running))),
            Member("oldest_ready_at", JSON(figures.oldestReady)), Member("paused", standing.pause.map { JSON($0) } ?? .null),
        ])
    }

    /// Beside the name of the queue, which it doesn't repeat.
    package init(_ pause: QueuePause) {
        self = .object([Member("reason", .string(pause.reason)), Member("by", .string(pause.by)), Member("since", JSON(pause.at))])
    }
}
