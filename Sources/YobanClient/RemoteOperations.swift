package import YobanCore
package import YobanOperations

/// The operations of a server on another host, through its HTTP interface.
package struct RemoteOperations: JobOperations {
    private let server: RemoteServer
    /// What the API gives at once.
    private static let page = 200

    package init(_ server: RemoteServer) { self.server = server }

    package func enqueue(_ requests: [EnqueueRequest]) async throws -> [Enqueued] {
        // All or none is what the API can promise for one.
        guard requests.count <= 1 else {
            throw RemoteError(
                .usage,
                Text(ja: "--server では 1 回に 1 つのジョブを追加できます", en: "with --server, queue one job at a time"))
        }
        var enqueued: [Enqueued] = []
        for request in requests {
            let answer = try await server.post("/api/v1/jobs", request.json, trace: request.trace)
            let members = Members(try answer.json)
            let id = JobID(try members.int("id"))
            enqueued.append(try members.bool("created") ? .created(id) : .existing(id))
        }
        return enqueued
    }

    package func job(_ id: JobID) async throws -> Job { try Job(try await server.get("/api/v1/jobs/\(id)").json) }

    package func jobs(_ filter: JobFilter) async throws -> [Job] {
        guard filter.ids.count <= Self.page else {
            var (part, found) = (filter, [Job]())
            for start in stride(from: 0, to: filter.ids.count, by: Self.page) {
                part.ids = Array(filter.ids[start...].prefix(Self.page))
                found += try await jobs(part)
            }
            return found
        }
        var found: [Job] = []
        var (rest, cursor) = (filter.limit, filter.before?.value)
        while rest > 0 {
            let page = try await server.get("/api/v1/jobs?" + filter.query(limit: min(rest, Self.page), cursor: cursor))
            let jobs = try page.json.elements().map { json throws(RemoteError) in try Job(json) }
            found += jobs
            rest -= jobs.count
            guard page.hasMore, let last = jobs.last else { break }
            cursor = last.id.value
        }
        return found
    }

    package func attempts(of id: JobID) async throws -> [Attempt] {
        try await server.get("/api/v1/jobs/\(id)/attempts").json.elements().map { json throws(RemoteError) in try Attempt(json, of: id) }
    }

    package func jobsAhead(of id: JobID) async throws -> Int? { nil }

    package func stop(_ id: JobID) async throws -> StopAnswer {
        let members = Members(try await server.post("/api/v1/jobs/\(id)/stop").json)
        switch try members.text("result") {
        case "stop_requested": return .requested
        case "stopped_before_start": return .stoppedBeforeStart
        case "already_finished": return .alreadyFinished(try members.choice("status", of: JobStatus.self))
        default: throw members.missing("result")
        }
    }

    package func retry(_ id: JobID) async throws { _ = try await server.post("/api/v1/jobs/\(id)/retry") }

    package func rerun(_ id: JobID) async throws -> JobID {
        JobID(try Members(try await server.post("/api/v1/jobs/\(id)/rerun").json).int("id"))
    }

    package func workers() async throws -> [WorkerStanding] {
        try await server.get("/api/v1/workers").json.elements().map { json throws(RemoteError) in try WorkerStanding(json) }
    }

    package func drain(workerNamed name: String, _ draining: Bool) async throws -> WorkerID {
        let verb = draining ? "drain" : "resume"
        let answer = try await server.post("/api/v1/workers/\(ServerAddress.encoded(name))/\(verb)")
        return WorkerID(try Members(try answer.json).text("id"))
    }

    package func queues() async throws -> [QueueStanding] {
        try await server.get("/api/v1/queues").json.elements().map { json throws(RemoteError) in try QueueStanding(json) }
    }

    package func pausedQueues() async throws -> [QueuePause] {
        // The queues of labels are told with the pause of the queue itself.
        try await queues().compactMap { $0.pause?.queue == $0.figures.queue ? $0.pause : nil }
    }

    package func pauseQueue(_ name: String, reason: String) async throws -> QueuePause {
        let body: JSON = ["reason": .string(reason)]
        let answer = Members(try await server.post("/api/v1/queues/\(ServerAddress.encoded(name))/pause", body).json)
        guard let pause = try answer.pause(of: try answer.text("queue")) else { throw answer.missing("paused") }
        return pause
    }

    package func resumeQueue(_ name: String) async throws {
        _ = try await server.post("/api/v1/queues/\(ServerAddress.encoded(name))/resume")
    }

    package func createToken(_ request: TokenRequest) async throws -> (token: AccessToken, secret: TokenSecret) {
        // Its answer holds the secret, which is kept nowhere: sent again, it would make a second token.
        let json = try await server.postOnce("/api/v1/tokens", request.json).json
        return (try AccessToken(json), TokenSecret(try Members(json).text("token")))
    }

    package func tokens() async throws -> [AccessToken] {
        try await server.get("/api/v1/tokens").json.elements().map { json throws(RemoteError) in try AccessToken(json) }
    }

    package func revokeToken(_ id: Int64) async throws { _ = try await server.delete("/api/v1/tokens/\(id)") }

    /// The server answers when it is so.
    package func revocationsAreInForce() async {}

    /// Reads the output of an attempt.
    package func output(of attempt: Attempt) -> any AttemptOutput { RemoteOutput(attempt, server) }
}
