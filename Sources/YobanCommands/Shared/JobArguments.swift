import ArgumentParser
import YobanCore
import YobanOperations

/// Reads the number of a job as people type it.
func jobID(_ text: String) throws -> JobID {
    guard let id = JobID(parsing: text) else {
        throw CommandFailure(
            Text(
                ja: "「\(text.shortened)」はジョブ番号ではありません。1 から \(Int64.max) の整数を指定してください。一覧: yoban list",
                en: "'\(text.shortened)' is not a job's number, which is a whole number from 1 to \(Int64.max). List them: yoban list"),
            .usage)
    }
    return id
}

extension Session {
    /// The job of a number, or the newest job of a key.
    func job(named text: String) async throws -> Job {
        if let id = JobID(parsing: text) { return try await operations.job(id) }
        if let job = try await operations.newestJob(of: text) { return job }
        guard let key = JobKey(text), definition(key) != nil else { return try await operations.job(jobID(text)) }
        throw CommandFailure(
            Text(ja: "\(key) のジョブはまだありません。追加: yoban enqueue \(key)", en: "\(key) has no job yet. Queue one: yoban enqueue \(key)"),
            .failed)
    }

    /// Reads all the numbers and finds all the jobs before anything is done to one of them.
    func jobs(numbered texts: [String]) async throws -> [JobID] {
        let ids = try texts.map(jobID)
        for id in ids { _ = try await operations.job(id) }
        return ids
    }

    /// Jobs that are waited for. A row that was deleted meanwhile has no end that could be told.
    func jobs(watched ids: [JobID]) async throws -> [Job] {
        let jobs = try await operations.jobs(ids)
        guard jobs.count < ids.count else { return jobs }
        let found = Set(jobs.map(\.id))
        for id in ids where !found.contains(id) { _ = try await operations.job(id) }
        return jobs
    }
}

extension ExitStatus {
    /// What became of a job.
    init(of job: Job) {
        self =
            switch (job.status, job.reason) {
            case (.completed, _): .done
            case (.stopped, _): .jobStopped
            case (_, .timeout): .jobTimedOut
            case (_, .lostHost), (_, .lostShim): .jobLost
            default: .jobFailed
            }
    }

    /// What became of the first of the jobs that did not complete.
    init(of jobs: [Job]) { self = jobs.lazy.map(ExitStatus.init).first { $0 != .done } ?? .done }
}
