import YobanCore

extension OpenAPIDocument {
    static let runNumber = OperationDescription.Parameter.path(
        "number", "The number of a run, or `last`.", ["type": "string", "pattern": "^([1-9][0-9]{0,8}|last)$"])

    static let lastEvent = OperationDescription.Parameter.header(
        "Last-Event-ID", "Of a stream that was cut off: it goes on there.", Schema.string)

    private static var parts: JSON {
        let (place, part) = (
            Schema.integer(atLeast: 0),
            Schema.answer(
                ["stream": Schema.choice("stdout", "stderr"), "at": Schema.time],
                optional: ["text": Schema.string, "base64": Schema.string])
        )
        return Schema.answer([
            "attempt": Schema.number, "offset": place, "end": place, "bytes": place, "may_grow": Schema.boolean,
            "parts": Schema.array(part),
        ])
    }

    static var output: [OperationDescription] {
        let headers = ["X-Log-Offset", "X-Log-Bytes"]
        return [
            .init(
                "get", "/api/v1/jobs/{id}/attempts/{number}/log", "readOutput", "What a run wrote, as it is", tag: "output",
                scope: .logsRead,
                [
                    jobID, runNumber, .query("tail", "Only so many lines at the end.", Schema.integer(1...10_000)),
                    .query("follow", "1: go on until the run has ended.", Schema.integer(0...1)),
                    lastEvent, .header("Range", "`bytes=A-B`; 206 with at most 256 KiB.", Schema.string),
                ],
                answers: [
                    .init(200, "All that is kept.", Schema.string, type: "text/plain", headers: headers, hasEvents: true),
                    .init(204, "The run has ended, and `Last-Event-ID` knows all of it.", nil),
                    .init(206, "A part.", Schema.string, type: "text/plain", headers: headers + ["Content-Range"]),
                ], problems: [404, 416, 422]),
            .init(
                "get", "/api/v1/jobs/{id}/attempts/{number}/log/parts", "readOutputParts", "What a run wrote, with its streams and times",
                tag: "output", scope: .logsRead,
                [
                    jobID, runNumber,
                    .query("offset", "From this byte on, or the next one that was kept; 0 without it.", Schema.integer(atLeast: 0)),
                    .query("tail", "Without `offset`: only so many lines at the end.", Schema.integer(1...10_000)),
                    .query("limit", "Bytes at most; 65536 without it.", Schema.integer(1...65_536)),
                ],
                answers: [.init(200, "A piece without a hole; empty at the end.", parts)], problems: [404, 422]),
            .init(
                "get", "/api/v1/jobs/{id}/attempts/{number}/log/search", "searchOutput", "Lines that hold a text", tag: "output",
                scope: .logsRead, [jobID, runNumber, .query("q", "The text.", Schema.string(1...255), isRequired: true)],
                answers: [
                    .init(
                        200, "The first hundred.",
                        Schema.answer([
                            "hits": Schema.array(
                                Schema.answer([
                                    "line": Schema.integer(atLeast: 1), "offset": Schema.integer(atLeast: 0), "text": Schema.string,
                                ])), "complete": Schema.boolean, "bytes": Schema.integer(atLeast: 0),
                        ]))
                ], problems: [404, 422]),
        ]
    }
}
