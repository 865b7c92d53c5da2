import ArgumentParser
import YobanCore
import YobanOperations

/// Reads the numbers of jobs as people type them.
func jobID(_ text: String) throws -> JobID {
    guard let id = JobID(parsing: text) else {
        throw CommandFailure(
            Text(
                ja: "「\(text.prefix(60))」はジョブ番号ではありません。1 以上の整数を指定してください。一覧: yoban list",
                en: "'\(text.prefix(60))' is not a job's number, which is a whole number from 1. List them: yoban list"),
            .usage)
    }
    return id
}

extension Session {
    /// The job of a number, or the newest job of a key.
    func job(named text: String) async throws -> Job {
        if JobID(parsing: text) == nil, let job = try await operations.newestJob(of: text) { return job }
        if JobID(parsing: text) == nil, let key = JobKey(text), catalogue.definition(key) != nil {
            throw CommandFailure(
                Text(
                    ja: "\(key) のジョブはまだありません。追加: yoban enqueue \(key)", en: "\(key) has no job yet. Queue one: yoban enqueue \(key)"),
                .failed)
        }
        return try await operations.job(jobID(text))
    }
}

/// What became of a job, as the exit code of `wait` and `follow`.
func exitStatus(of job: Job) -> ExitStatus {
    switch (job.status, job.reason) {
    case (.completed, _): .done
    case (.stopped, _): .jobStopped
    case (_, .timeout): .jobTimedOut
    case (_, .lostHost), (_, .lostShim): .jobLost
    default: .jobFailed
    }
}
