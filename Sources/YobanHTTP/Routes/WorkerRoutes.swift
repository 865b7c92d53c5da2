import Hummingbird
import YobanCore
import YobanOperations

extension Interface {
    func addWorkerRoutes(to routes: inout Routes) {
        routes.get("/api/v1/workers") { request, context in
            let operations = try await operations(for: request, context)
            var workers: [JSON] = []
            for worker in try await operations.workers() {
                let held = try await operations.jobs(heldBy: worker.id)
                workers.append(JSON(worker, WorkerState(worker, isThere: isThere(worker)), held: held.map(\.id)))
            }
            return Response(.ok, .array(workers))
        }
        for (verb, isDraining) in [("drain", true), ("resume", false)] {
            routes.post("/api/v1/workers/:id/\(verb)") { request, context in
                let operations = try await operations(for: request, context)
                let name = context.parameters.get("id") ?? ""
                return try await once(request, try await request.bytes(), operations) {
                    let worker = try await operations.worker(named: name)
                    try await operations.drain(worker, isDraining)
                    let json: JSON = ["id": .string(worker.id.value), "draining": .bool(isDraining)]
                    return KeptAnswer(status: 200, body: json.text)
                }
            }
        }
    }
}
