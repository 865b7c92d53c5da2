import Hummingbird
import YobanCore
import YobanOperations

/// What scripts wrote.
extension Interface {
    func addLogRoutes(to routes: inout Routes, _ stopping: Stopping) {
        let followers = Followers(most: streams.followers)
        routes.get("/api/v1/jobs/:id/attempts/:number/log") { request, context in
            let operations = try await operations(for: request, context)
            let attempt = try await operations.attempt(in: context)
            var query = Query(request)
            let tail = query.integer("tail", in: 1...10_000)
            let follows = query.integer("follow", in: 0...1) == 1
            try query.finish()
            let output = output(attempt, operations)
            let answer = OutputAnswer(output: output, extent: try await output.look(attempt))
            var start: Int64 = 0
            if let tail { start = try await output.offset(ofLast: tail) }
            if follows {
                if request.wantsEvents, let last = request.lastOutput(of: attempt.number) {
                    // Nothing more comes: a browser would ask again and again.
                    if !answer.extent.mayGrow, last >= answer.extent.total { return Response(status: .noContent) }
                    start = last
                }
                // Its beginning may not have been kept.
                start = try await output.read(from: start, limit: 1).offset
                let follower = try followers.join(attempt.id) { SharedOutput(attempt, operations, output) }
                if request.wantsEvents {
                    return OutputStream(start: start, follower: follower, heartbeat: streams.heartbeat).response(to: request, stopping)
                }
                return answer.following(from: start, as: follower, request, stopping)
            }
            guard tail == nil else { return try await answer.all(from: start) }
            switch ByteRange(request.headers[.range], total: answer.extent.total) {
            case .all: return try await answer.all(from: 0)
            case .part(let range): return try await answer.part(range)
            case .nothing: throw HTTPProblem.unsatisfiableRange(total: answer.extent.total)
            }
        }
    }
}

extension Operations {
    /// The attempt in the path: by its number, or `last`.
    func attempt(in context: Context) async throws -> Attempt {
        let (id, text) = (try context.jobID, context.parameters.get("number") ?? "")
        let number = JobID(parsing: text).flatMap { Int(exactly: $0.value) }
        // Asked for in any case: who lacks the scope learns nothing.
        let found = try await attempt(text == "last" ? nil : number ?? 0, forOutputOf: id)
        guard let found else { throw HTTPProblem.unknownAttempt(of: id) }
        return found
    }
}
