import Hummingbird
import YobanCore
import YobanOperations

extension Interface {
    func addWorkerRoutes(to routes: inout Routes) {
        routes.get("/api/v1/workers") { request, context in
            let workers = try await operations(for: request, context).workers()
            return Response(.ok, .array(workers.map { JSON($0) }))
        }
        for (verb, isDraining) in [("drain", true), ("resume", false)] {
            routes.post("/api/v1/workers/:id/\(verb)") { request, context in
                let operations = try await operations(for: request, context)
                let name = context.parameters.get("id") ?? ""
                return try await once(request, try await request.bytes(), operations) {
                    let id = try await operations.drain(workerNamed: name, isDraining)
                    let json: JSON = ["id": .string(id.value), "draining": .bool(isDraining)]
                    return KeptAnswer(status: 200, body: json.text)
                }
            }
        }
    }
}
