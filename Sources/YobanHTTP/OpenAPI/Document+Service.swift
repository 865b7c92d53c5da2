import YobanCore

/// What watches the service, and the system that came before.
extension OpenAPIDocument {
    static var service: [OperationDescription] {
        let isFine = Schema.answer(["status": Schema.choice("ok")])
        return [
            .init(
                "get", "/healthz", "health", "Whether the process answers", tag: "service", scope: nil,
                answers: [.init(200, "It does.", isFine)]),
            .init(
                "get", "/readyz", "readiness", "Whether the store answers", tag: "service", scope: nil,
                answers: [.init(200, "It does.", isFine)],
                problems: [503]),
            .init(
                "get", "/version", "version", "The version", tag: "service", scope: nil,
                answers: [.init(200, "The version.", Schema.answer(["version": Schema.string]))]),
            .init(
                "get", "/metrics", "metrics", "Figures for Prometheus", tag: "service", scope: .jobsRead,
                answers: [.init(200, "Text format 0.0.4.", Schema.string, type: "text/plain")]),
            .init(
                "get", "/api/openapi.json", "document", "This document", tag: "service", scope: nil,
                answers: [.init(200, "OpenAPI 3.1.", ["type": "object"])]),
        ]
    }

    static var seed: [OperationDescription] {
        var queue = OperationDescription(
            "post", "/batch-jobs/queue", "seedQueue", "Queue a job, as before", tag: "batch-jobs", scope: .jobsEnqueue,
            body: [
                "type": "object", "required": ["job_key"],
                "properties": ["job_key": Schema.string(1...255)],
            ],
            answers: [
                .init(
                    200, "It is queued.",
                    Schema.answer([
                        "status": Schema.choice("success"), "message": Schema.string,
                        "data": Schema.answer(["job_id": Schema.number, "job_key": Schema.string]),
                    ]))
            ])
        queue.hasSeedProblems = true
        let (text, time) = (Schema.orNull(Schema.string), Schema.orNull(Schema.time))
        var status = OperationDescription(
            "get", "/batch-jobs/{id}/status", "seedStatus", "How a job stands, as before", tag: "batch-jobs", scope: .jobsRead, [jobID],
            answers: [
                .init(
                    200, "The job.",
                    Schema.answer([
                        "status": Schema.choice("success"),
                        "data": Schema.answer([
                            "id": Schema.number, "job_name": Schema.string, "status": Schema.choice(JobStatus.self),
                            "created_at": Schema.time, "started_at": time, "completed_at": time, "error_message": text,
                        ]),
                    ]))
            ], problems: [404])
        status.hasSeedProblems = true
        return [queue, status]
    }
}
