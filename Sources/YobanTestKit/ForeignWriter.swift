package import YobanCore

/// What other programs do to the seed's table, past the store: plain SQL on the seed's columns.
package protocol ForeignWriter: Sendable {
    /// `INSERT INTO batch_job_queue (job_name, script_path, status, priority)` with status `pending`.
    func insert(name: String, script: String, priority: Int) async throws -> JobID
    /// `INSERT INTO batch_job_queue (id, job_name, script_path, created_at)`.
    func insert(_ id: JobID, createdAt: Instant) async throws
    /// `UPDATE batch_job_queue SET progress_message, progress_percentage WHERE id`, as scripts do.
    func setProgress(_ id: JobID, message: String?, percentage: Int?) async throws
    /// `UPDATE batch_job_queue SET stop_requested WHERE id`, as operators do by hand.
    func setStopRequested(_ id: JobID, _ requested: Bool) async throws
    /// `UPDATE batch_job_queue SET concurrency_key, concurrency_limit WHERE id`: whatever text and number, nil is NULL.
    func setConcurrency(_ id: JobID, key: String?, limit: Int?) async throws
    /// `UPDATE batch_job_queue SET status WHERE id`, and nothing else, as operators do by hand.
    func setStatus(_ id: JobID, _ status: JobStatus) async throws
    /// `DELETE FROM batch_job_queue WHERE id`.
    func delete(_ id: JobID) async throws
}
