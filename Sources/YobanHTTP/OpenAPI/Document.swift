import YobanCore

/// The one description of the interface (OpenAPI 3.1), as `/api/openapi.json` serves it.
enum OpenAPIDocument {
    /// Everything that is answered.
    static var operations: [OperationDescription] {
        jobs + jobControl + [report] + output + history + house + queues + access + service + seed
    }

    static func json(version: String) -> JSON {
        [
            "openapi": "3.1.0",
            "info": [
                "title": "Yoban", "version": .string(version),
                "description": "A job queue for the scripts that run while people sleep. Times are RFC 3339 in UTC.",
            ],
            "security": [["bearer": .array([])], ["key": .array([])]],
            "paths": .object(paths),
            "components": [
                "securitySchemes": [
                    "bearer": ["type": "http", "scheme": "bearer"], "key": ["type": "apiKey", "in": "header", "name": "X-API-Key"],
                ],
                "headers": headers, "responses": problems, "schemas": schemas,
            ],
        ]
    }

    /// By path, in the order of the operations.
    private static var paths: [JSON.Member] {
        var paths: [JSON.Member] = []
        for operation in operations {
            let member = JSON.Member(operation.method, operation.json)
            if let index = paths.firstIndex(where: { $0.key == operation.path }), case .object(let methods) = paths[index].value {
                paths[index].value = .object(methods + [member])
            } else {
                paths.append(.init(operation.path, .object([member])))
            }
        }
        return paths
    }

    private static var headers: JSON {
        func header(_ text: String, _ schema: JSON = Schema.string) -> JSON { ["description": .string(text), "schema": schema] }
        return [
            "Location": header("The path of what was made."),
            "Link": header("With `rel=\"next\"`: the path of the next page. Missing at the end of a list."),
            "ETag": header("Names this state."),
            "X-Log-Offset": header("Where the first byte of the answer stands in the output.", Schema.integer(atLeast: 0)),
            "X-Log-Bytes": header("How many bytes have arrived.", Schema.integer(atLeast: 0)),
            "Content-Range": header("Which bytes these are, as in RFC 9110."),
        ]
    }

    private static var problems: JSON {
        [
            "Problem": [
                "description": "Why the request was not carried out (RFC 9457).",
                "content": ["application/problem+json": ["schema": Schema.reference("Problem")]],
            ],
            "SeedProblem": [
                "description": "Why the request was not carried out, as callers of the system that came before know it.",
                "content": ["application/json": ["schema": Schema.answer(["detail": Schema.string])]],
            ],
        ]
    }
}
