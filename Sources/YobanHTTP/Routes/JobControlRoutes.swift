import Hummingbird
import YobanCore
import YobanOperations

/// Stop, retry, rerun.
extension Interface {
    func addJobControlRoutes(to routes: inout Routes) {
        on("stop", &routes) { operations, id in
            let answer = try await operations.stop(id)
            return KeptAnswer(status: answer == .requested ? 202 : 200, id, answer.members)
        }
        on("retry", &routes) { operations, id in
            try await operations.retry(id)
            return KeptAnswer(status: 200, id, [.init("result", "queued")])
        }
        on("rerun", &routes) { operations, id in
            let new = try await operations.rerun(id)
            return KeptAnswer(status: 201, new, [.init("rerun_of", .int(id.value))], location: "/api/v1/jobs/\(new)")
        }
    }

    private func on(
        _ verb: String, _ routes: inout Routes, _ act: @escaping @Sendable (Operations, JobID) async throws -> KeptAnswer
    ) {
        routes.post("/api/v1/jobs/:id/\(verb)") { request, context in
            let operations = try await operations(for: request, context)
            let id = try context.jobID
            return try await once(request, try await request.bytes(), operations) {
                if request.headers[.ifMatch] != nil { try request.require(EntityTag.of(JSON(try await operations.job(id)).bytes)) }
                return try await act(operations, id)
            }
        }
    }
}

extension KeptAnswer {
    fileprivate init(status: Int, _ id: JobID, _ members: [JSON.Member], location: String? = nil) {
        let json = JSON.object([.init("id", .int(id.value))] + members)
        self.init(status: status, body: json.text, location: location)
    }
}
