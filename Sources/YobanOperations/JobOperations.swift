package import YobanCore

/// What a command does, on the store itself (``Operations``) or through the HTTP interface of another host.
///
/// Errors say what happened, why and the next command; which kind they are is known to whoever chose the way.
package protocol JobOperations: Sendable {
    /// Queues jobs, all or none, in the order given.
    func enqueue(_ requests: [EnqueueRequest]) async throws -> [Enqueued]
    func job(_ id: JobID) async throws -> Job
    /// Newest first.
    func jobs(_ filter: JobFilter) async throws -> [Job]
    /// Oldest first.
    func attempts(of id: JobID) async throws -> [Attempt]
    /// Pending jobs that come before this one; nil unless it is pending and ready, or where that is not known.
    func jobsAhead(of id: JobID) async throws -> Int?
    func stop(_ id: JobID) async throws -> StopAnswer
    func retry(_ id: JobID) async throws
    func rerun(_ id: JobID) async throws -> JobID
    /// By id.
    func workers() async throws -> [WorkerStanding]
    /// Lets the worker of a name, or the only one of a host, take no new job, or take jobs again.
    func drain(workerNamed name: String, _ draining: Bool) async throws -> WorkerID
    /// Those in which anything waits or runs, and those that are paused, by name.
    func queues() async throws -> [QueueStanding]
    /// By queue.
    func pausedQueues() async throws -> [QueuePause]
    /// Lets a queue, and the queues of its labels, give out no job.
    func pauseQueue(_ name: String, reason: String) async throws -> QueuePause
    func resumeQueue(_ name: String) async throws
    func createToken(_ request: TokenRequest) async throws -> (token: AccessToken, secret: TokenSecret)
    /// By number.
    func tokens() async throws -> [AccessToken]
    func revokeToken(_ id: Int64) async throws
    /// Returns when no process lets in what was revoked before.
    func revocationsAreInForce() async
}

extension Operations: JobOperations {}

extension JobOperations {
    /// The jobs of these numbers that exist, in the order given.
    package func jobs(_ ids: [JobID]) async throws -> [Job] {
        guard !ids.isEmpty else { return [] }
        var filter = JobFilter()
        filter.ids = ids
        filter.limit = ids.count
        let found = Dictionary(try await jobs(filter).map { ($0.id, $0) }) { first, _ in first }
        return ids.compactMap { found[$0] }
    }

    /// The newest job of a definition, if it ever had one that is still kept.
    package func newestJob(of key: String) async throws -> Job? {
        guard JobKey(key) != nil else { return nil }
        var filter = JobFilter()
        filter.keyGlob = key
        filter.limit = 1
        return try await jobs(filter).first
    }
}
