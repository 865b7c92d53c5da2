import Hummingbird
import YobanCore
import YobanOperations

/// What waits, and whether it is given out.
extension Interface {
    func addQueueRoutes(to routes: inout Routes) {
        routes.get("/api/v1/queues") { request, context in
            let queues = try await operations(for: request, context).queues()
            return Response(.ok, .array(queues.map { JSON($0) }))
        }
        routes.post("/api/v1/queues/:name/pause") { request, context in
            let operations = try await operations(for: request, context)
            let name = try context.queueName
            let bytes = try await request.bytes()
            return try await once(request, bytes, operations) {
                var fields = Fields(bytes.isEmpty ? .object([]) : try request.json(bytes))
                let reason = fields.text("reason", in: 0...QueuePause.longestReason) ?? ""
                try fields.finish()
                return KeptAnswer(name, try await operations.pauseQueue(name, reason: reason))
            }
        }
        routes.post("/api/v1/queues/:name/resume") { request, context in
            let operations = try await operations(for: request, context)
            let name = try context.queueName
            return try await once(request, try await request.bytes(), operations) {
                try await operations.resumeQueue(name)
                return KeptAnswer(name, nil)
            }
        }
    }
}

extension Context {
    fileprivate var queueName: String {
        get throws(HTTPProblem) {
            guard let name = parameters.get("name").flatMap({ String(pathPart: $0) }) else { throw .unknownRoute }
            return name
        }
    }
}

extension KeptAnswer {
    fileprivate init(_ queue: String, _ pause: QueuePause?) {
        let json: JSON = ["queue": .string(queue), "paused": pause.map { JSON($0) } ?? .null]
        self.init(status: 200, body: json.text)
    }
}
