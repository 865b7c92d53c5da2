import YobanCore

/// Definitions, schedules, workers.
extension OpenAPIDocument {
    private static let key = OperationDescription.Parameter.path("key", "The key of a definition.", Schema.string(1...100))

    static var house: [OperationDescription] {
        [
            .init(
                "get", "/api/v1/definitions", "listDefinitions", "What can be queued", tag: "definitions", scope: .jobsRead,
                answers: [.init(200, "All of them.", Schema.array(Schema.reference("Definition")))]),
            .init(
                "get", "/api/v1/definitions/{key}", "showDefinition", "One definition", tag: "definitions", scope: .jobsRead, [key],
                answers: [.init(200, "The definition.", Schema.reference("Definition"))], problems: [404]),
            .init(
                "get", "/api/v1/schedules", "listSchedules", "What runs by itself, and when next", tag: "schedules", scope: .jobsRead,
                answers: [.init(200, "All of them.", Schema.array(Schema.reference("Schedule")))]),
            .init(
                "get", "/api/v1/schedules/{key}", "showSchedule", "The next times of one schedule", tag: "schedules", scope: .jobsRead,
                [
                    key, .query("count", "How many; 10 without it.", Schema.integer(1...100)),
                    .query("after", "Later than this; now without it.", Schema.time),
                ],
                answers: [
                    .init(
                        200, "The schedule.",
                        Schema.answer(schedule + [("next", Schema.array(Schema.reference("PlannedTime")))]))
                ], problems: [404, 422]),
            .init(
                "get", "/api/v1/workers", "listWorkers", "Who runs jobs", tag: "workers", scope: .jobsRead,
                answers: [.init(200, "All of them.", Schema.array(Schema.reference("Worker")))]),
        ]
            + [("drain", "Take no new job"), ("resume", "Take jobs again")].map { verb, summary in
                OperationDescription(
                    "post", "/api/v1/workers/{id}/\(verb)", "\(verb)Worker", summary, tag: "workers", scope: .workersControl,
                    [.path("id", "Its id, or the name of a host that has one worker.", Schema.string(1...255))],
                    answers: [.init(200, "It is known.", Schema.answer(["id": Schema.string, "draining": Schema.boolean]))],
                    problems: [404, 409, 413, 422])
            }
    }
}
