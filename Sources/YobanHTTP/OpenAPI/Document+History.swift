import YobanCore
import YobanOperations

/// What happens, and what happened.
extension OpenAPIDocument {
    static var history: [OperationDescription] {
        let kinds = JobEvent.Kind.allCases.map(\.rawValue).joined(separator: "|").replacing(".", with: "\\.")
        return [
            .init(
                "get", "/api/v1/events", "watchJobs", "What happens to jobs, as it happens", tag: "history", scope: .jobsRead,
                [
                    .query("key", "A pattern with `*` and `?`.", Schema.string(1...255)),
                    .query("kind", "These only; several by commas.", ["type": "string", "pattern": .string("^(\(kinds))(,(\(kinds)))*$")]),
                    lastEvent,
                ],
                answers: [.init(200, "Server-Sent Events, until the client goes.", Schema.string, type: "text/event-stream")],
                problems: [422]),
            .init(
                "get", "/api/v1/stats", "showStatistics", "How finished jobs went, by definition", tag: "history", scope: .jobsRead,
                [
                    .query("since", "From here on; a day before `until` without it.", Schema.time),
                    .query("until", "Before this; now without it.", Schema.time),
                    .query("key", "A pattern with `*` and `?`.", Schema.string(1...255)),
                ],
                answers: [
                    .init(
                        200, "Of at most 10,000 finished jobs.",
                        Schema.answer([
                            "since": Schema.time, "until": Schema.time, "complete": Schema.boolean,
                            "jobs": Schema.array(Schema.reference("JobStatistics")),
                        ]))
                ], problems: [422]),
        ]
    }

    static var jobStatistics: JSON {
        let (count, time) = (Schema.integer(atLeast: 0), Schema.orNull(Schema.integer))
        return Schema.answer([
            "job_key": Schema.orNull(Schema.string), "completed": count, "failed": count, "stopped": count,
            "duration_ms": Schema.answer(["p50": time, "p95": time, "max": time]), "wait_ms": Schema.answer(["p50": time, "p95": time]),
        ])
    }
}
