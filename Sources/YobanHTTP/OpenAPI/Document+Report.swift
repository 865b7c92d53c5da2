import YobanCore

/// What scripts say from other hosts.
extension OpenAPIDocument {
    static var report: OperationDescription {
        var report = OperationDescription(
            "post", "/api/v1/jobs/{id}/progress", "reportProgress", "Say how far the attempt is, and hear whether it is to stop",
            tag: "jobs",
            scope: nil, [jobID],
            body: Schema.body(
                [:], optional: ["percentage": ["type": "number"], "message": Schema.string(1...ReportLine.maximumLength)]),
            answers: [.init(200, "It is noted.", Schema.answer(["id": Schema.number, "stop_requested": Schema.boolean]))],
            problems: [404, 410])
        report.isForAttempts = true
        return report
    }
}
