import GRDB
package import YobanCore
import YobanRows

extension SQLiteStore {
    package func enqueue(_ jobs: [NewJob], by author: Author?, now: Instant) async throws(StoreError) -> [Enqueued] {
        if jobs.isEmpty { return [] }
        return try await write(.enqueue) { database in
            try jobs.map { job in
                let enqueued = try database.insert(job, now: now)
                if case .created(let id) = enqueued { try database.note(.enqueue, "\(id)", by: author, now, after: "pending") }
                return enqueued
            }
        }
    }
}

extension Database {
    func insert(_ job: NewJob, now: Instant) throws -> Enqueued {
        // The engine would cut a text at its NUL.
        let texts = [job.name, job.scriptPath, job.queue, job.uniqueKey ?? "", job.submittedBy ?? "", job.concurrency?.name ?? ""]
        guard !texts.contains(where: { $0.utf8.contains(0) }) else { throw StoreError(.refused, doing: .enqueue, why: .noNUL) }
        let due = job.runAfter.flatMap { $0 > now ? $0 : nil }
        let inserted = try run(
            Query.insertJob,
            [
                "key": job.key?.value, "name": job.name, "script": job.scriptPath, "created": SeedTime.text(now), "queue": job.queue,
                "priority": job.priority, "maxRetries": job.maxRetries, "timeout": job.timeoutSeconds,
                "parameters": JSONText.parameters(job.parameters), "ready": due == nil ? 1 : 0, "hold": due.map { _ in Hold.time.rawValue },
                "runAfter": due?.milliseconds, "unique": job.uniqueKey, "submitter": job.submittedBy,
                "concurrency": job.concurrency?.name, "limit": job.concurrency?.limit,
                "trace": job.trace?.text,
            ])
        if inserted == 1 { return .created(JobID(lastInsertedRowID)) }
        guard let id = try ids(Query.unfinishedWithUniqueKey, [job.uniqueKey]).first else {
            throw StoreError(.unexpected, doing: .enqueue, cause: "the job with unique key \(job.uniqueKey ?? "") was not found")
        }
        return .existing(id)
    }
}
