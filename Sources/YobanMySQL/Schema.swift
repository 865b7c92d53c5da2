/// The tables and indexes of migration 1.
///
/// The seed's columns come first and keep names and types, so that other programs' SQL works; ours are all nullable or defaulted, so that
/// a plain INSERT of the seed's columns is a job that can be claimed, and a table of the seed can be given them in place.
struct Schema {
    /// A column and the rest of its definition.
    struct Column {
        let name: String
        let definition: String

        /// As `information_schema` names it: `varchar`.
        var type: String { String(definition.prefix { $0.isLetter }).lowercased() }
    }

    /// Differs between servers: see ``Server/binaryCollation``.
    let collation: String

    /// The seed's, with milliseconds in a table that we make; an adopted one keeps its whole seconds (then order is by id within one).
    let seedColumns = [
        Column(name: "id", definition: "INT NOT NULL AUTO_INCREMENT PRIMARY KEY"),
        Column(name: "job_name", definition: "VARCHAR(255) NOT NULL"),
        Column(name: "script_path", definition: "VARCHAR(500) NOT NULL"),
        Column(name: "status", definition: "ENUM('pending','running','completed','failed','stopped') NOT NULL DEFAULT 'pending'"),
        Column(name: "priority", definition: "INT DEFAULT 0"),
        Column(name: "created_at", definition: "TIMESTAMP(3) NOT NULL DEFAULT CURRENT_TIMESTAMP(3)"),
        Column(name: "started_at", definition: "TIMESTAMP(3) NULL DEFAULT NULL"),
        Column(name: "completed_at", definition: "TIMESTAMP(3) NULL DEFAULT NULL"),
        Column(name: "error_message", definition: "TEXT"),
        Column(name: "progress_message", definition: "TEXT"),
        Column(name: "progress_percentage", definition: "INT"),
        Column(name: "retry_count", definition: "INT DEFAULT 0"),
        Column(name: "max_retries", definition: "INT DEFAULT 0"),
        Column(name: "stop_requested", definition: "BOOLEAN DEFAULT FALSE"),
    ]

    /// The seed's columns that a table made by hand may lack; without the others it is not a job queue.
    static let requiredSeedColumns: Set = ["id", "job_name", "script_path", "status", "created_at"]
    static let times = ["created_at", "started_at", "completed_at"]
    static let statuses = ["pending", "running", "completed", "failed", "stopped"]

    var ownColumns: [Column] {
        [
            Column(name: "queue", definition: "\(text(100)) NOT NULL DEFAULT 'default'"),
            Column(name: "ready", definition: "TINYINT NOT NULL DEFAULT 1 CHECK (ready IN (0, 1))"),
            Column(name: "run_after_ms", definition: "BIGINT NULL"),
            Column(name: "hold", definition: "\(text(20)) NULL"),
            Column(name: "reason", definition: "\(text(40)) NULL"),
            Column(name: "attempt_no", definition: "INT NOT NULL DEFAULT 0 CHECK (attempt_no BETWEEN 0 AND 1000000000)"),
            Column(name: "lost_count", definition: "INT NOT NULL DEFAULT 0 CHECK (lost_count BETWEEN 0 AND 1000000000)"),
            Column(name: "worker_id", definition: "\(text(255)) NULL"),
            Column(name: "claim_token", definition: "\(text(64)) NULL"),
            Column(name: "job_key", definition: "\(text(100)) NULL"),
            Column(name: "parameters", definition: "MEDIUMTEXT CHARACTER SET utf8mb4 COLLATE \(collation) NULL"),
            Column(name: "unique_key", definition: "\(text(255)) NULL"),
            Column(name: "concurrency_key", definition: "\(text(255)) NULL"),
            // Other programs may write any number: what is not above 0 counts as 1.
            Column(name: "concurrency_limit", definition: "INT NULL"),
            Column(name: "timeout_seconds", definition: "INT NULL CHECK (timeout_seconds > 0)"),
            Column(name: "submitted_by", definition: "\(text(255)) NULL"),
            // The call that wrote the row: after a lost answer to COMMIT it tells whether the row was committed.
            Column(name: "enqueue_token", definition: "\(text(32)) NULL"),
            // These servers have no partial indexes: a column that is NULL when the job is finished makes the unique index hold for others only.
            Column(
                name: "unfinished_key",
                definition: "\(text(255)) GENERATED ALWAYS AS (CASE WHEN status IN ('pending', 'running') THEN unique_key END) STORED"),
        ]
    }

    static let holdCheck = "CONSTRAINT job_hold CHECK (hold <> 'time' OR run_after_ms IS NOT NULL)"

    /// Each index is there for the queries named beside it, which name it too; `QueryPlanTests` looks at what the server makes of them.
    static let indexes = [
        // claim, jobsAhead: in the order of taking, and all that the look needs
        (
            name: "job_ready",
            definition: "INDEX job_ready (status, ready, queue, priority DESC, created_at, id, stop_requested, concurrency_key)"
        ),
        // held: no other job has a worker
        (name: "job_worker", definition: "INDEX job_worker (worker_id, id)"),
        // promote: due jobs, the next one; who waits for a place of a concurrency key, in the order of taking
        (
            name: "job_waiting",
            definition: "INDEX job_waiting (hold, run_after_ms, concurrency_key, priority DESC, created_at, id, concurrency_limit)"
        ),
        // promote: flagged while pending
        (name: "job_flagged", definition: "INDEX job_flagged (status, stop_requested, id)"),
        // one unfinished job per unique key
        (name: "job_unfinished", definition: "UNIQUE INDEX job_unfinished (unfinished_key)"),
        // prune, and the guide's "failed ORDER BY completed_at DESC"
        (name: "job_ended", definition: "INDEX job_ended (status, completed_at, created_at)"),
        // lists, unfinishedCount
        (name: "job_status", definition: "INDEX job_status (status, id)"),
        (name: "job_by_key", definition: "INDEX job_by_key (job_key, status, id)"),
        (name: "job_created", definition: "INDEX job_created (created_at, id)"),
    ]

    var createJobs: String {
        let columns = (seedColumns + ownColumns).map { "\($0.name) \($0.definition)" }
        return "CREATE TABLE batch_job_queue (\n    "
            + (columns + [Self.holdCheck] + Self.indexes.map(\.definition)).joined(separator: ",\n    ")
            + "\n) ENGINE=InnoDB DEFAULT CHARSET=utf8mb4"
    }

    /// A text that is compared byte by byte.
    private func text(_ length: Int) -> String { "VARCHAR(\(length)) CHARACTER SET utf8mb4 COLLATE \(collation)" }
}
