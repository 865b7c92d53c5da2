import YobanCore

/// Queues.
extension OpenAPIDocument {
    static var queues: [OperationDescription] {
        let name = OperationDescription.Parameter.path("name", "The name of a queue, without a label.", Schema.string(1...100))
        let answer = Schema.answer(["queue": Schema.string, "paused": Schema.orNull(pause)])
        var pausing = OperationDescription(
            "post", "/api/v1/queues/{name}/pause", "pauseQueue", "Give out no job of a queue", tag: "queues", scope: .workersControl,
            [name],
            body: Schema.body([:], optional: ["reason": Schema.string(0...QueuePause.longestReason)]),
            answers: [.init(200, "It is paused.", answer)], problems: [404, 409])
        pausing.needsBody = false
        return [
            .init(
                "get", "/api/v1/queues", "listQueues", "What waits and runs", tag: "queues", scope: .jobsRead,
                answers: [.init(200, "Queues that have any, and those that are paused.", Schema.array(Schema.reference("Queue")))]),
            pausing,
            .init(
                "post", "/api/v1/queues/{name}/resume", "resumeQueue", "Give out jobs of a queue again", tag: "queues",
                scope: .workersControl, [name], answers: [.init(200, "It is not paused any more.", answer)],
                problems: [409, 413, 422]),
        ]
    }

    static var queue: JSON {
        let count = Schema.integer(0...QueueFigures.largestCount)
        return Schema.answer([
            "queue": Schema.string, "ready": count, "held": count, "running": count, "oldest_ready_at": Schema.orNull(Schema.time),
            "paused": Schema.orNull(pause),
        ])
    }

    private static let pause = Schema.answer(["reason": Schema.string, "by": Schema.string, "since": Schema.time])
}
