/// The tables and indexes of migration 1.
///
/// The seed's columns come first and keep its names, so that other programs' SQL works; ours are all nullable or defaulted, so that a
/// plain INSERT of the seed's columns is a job that can be claimed, and a table of the seed can be given them in place.
enum Schema {
    /// A column and the rest of its definition.
    struct Column {
        let name: String
        let definition: String
    }

    static func addJobColumn(_ column: Column) -> String { "ALTER TABLE batch_job_queue ADD COLUMN \(column.name) \(column.definition)" }

    /// What any table of the seed has. The status check and the default of `created_at` can't be added to a table that exists.
    static let seedColumns = [
        Column(name: "id", definition: "INTEGER PRIMARY KEY AUTOINCREMENT"),
        Column(name: "job_name", definition: "TEXT NOT NULL"),
        Column(name: "script_path", definition: "TEXT NOT NULL"),
        Column(
            name: "status",
            definition: "TEXT NOT NULL DEFAULT 'pending' CHECK (status IN ('pending', 'running', 'completed', 'failed', 'stopped'))"),
        Column(name: "priority", definition: "INTEGER DEFAULT 0"),
        Column(name: "created_at", definition: "TEXT DEFAULT (strftime('%Y-%m-%d %H:%M:%f', 'now'))"),
        Column(name: "started_at", definition: "TEXT"),
        Column(name: "completed_at", definition: "TEXT"),
        Column(name: "error_message", definition: "TEXT"),
        Column(name: "progress_message", definition: "TEXT"),
        Column(name: "progress_percentage", definition: "INTEGER"),
        Column(name: "retry_count", definition: "INTEGER DEFAULT 0"),
        Column(name: "max_retries", definition: "INTEGER DEFAULT 0"),
        Column(name: "stop_requested", definition: "INTEGER DEFAULT 0"),
    ]

    /// The seed's columns that a table made by hand may lack; without the others it is not a job queue.
    static let requiredSeedColumns: Set = ["id", "job_name", "script_path", "status", "created_at"]

    static let ownColumns = [
        Column(name: "queue", definition: "TEXT NOT NULL DEFAULT 'default'"),
        Column(name: "ready", definition: "INTEGER NOT NULL DEFAULT 1 CHECK (ready IN (0, 1))"),
        Column(name: "run_after_ms", definition: "INTEGER CHECK (run_after_ms IS NULL OR typeof(run_after_ms) = 'integer')"),
        Column(name: "hold", definition: "TEXT CHECK (hold IS NOT 'time' OR run_after_ms IS NOT NULL)"),
        Column(name: "reason", definition: "TEXT"),
        Column(name: "attempt_no", definition: countFromZero),
        Column(name: "lost_count", definition: countFromZero.replacing("attempt_no", with: "lost_count")),
        Column(name: "worker_id", definition: "TEXT"),
        Column(name: "claim_token", definition: "TEXT"),
        Column(name: "job_key", definition: "TEXT"),
        Column(name: "parameters", definition: "TEXT"),
        Column(name: "unique_key", definition: "TEXT"),
        Column(name: "concurrency_key", definition: "TEXT"),
        Column(name: "timeout_seconds", definition: "INTEGER CHECK (timeout_seconds > 0)"),
        Column(name: "submitted_by", definition: "TEXT"),
    ]

    private static let countFromZero =
        "INTEGER NOT NULL DEFAULT 0 CHECK (typeof(attempt_no) = 'integer' AND attempt_no BETWEEN 0 AND 1000000000)"

    static let createJobs =
        "CREATE TABLE batch_job_queue (\n    "
        + (seedColumns + ownColumns).map { "\($0.name) \($0.definition)" }.joined(separator: ",\n    ") + "\n)"

    /// Each index is there for the queries named beside it; `QueryPlanTests` asks the engine whether it uses them.
    static let indexes = [
        // claim, jobsAhead
        """
        CREATE INDEX job_ready ON batch_job_queue (queue, priority DESC, created_at, id) WHERE status = 'pending' AND ready = 1
        """,
        // held
        "CREATE INDEX job_running ON batch_job_queue (worker_id, id) WHERE status = 'running'",
        // promote: due jobs, the next one
        "CREATE INDEX job_waiting ON batch_job_queue (run_after_ms) WHERE status = 'pending' AND hold = 'time'",
        // promote: flagged while pending
        "CREATE INDEX job_flagged ON batch_job_queue (id) WHERE status = 'pending' AND stop_requested <> 0",
        // one unfinished job per unique key
        """
        CREATE UNIQUE INDEX job_unique ON batch_job_queue (unique_key)
            WHERE unique_key IS NOT NULL AND status IN ('pending', 'running')
        """,
        // prune, and the guide's "failed ORDER BY completed_at DESC"
        """
        CREATE INDEX job_finished ON batch_job_queue (coalesce(completed_at, created_at))
            WHERE status NOT IN ('pending', 'running')
        """,
        // lists, unfinishedCount
        "CREATE INDEX job_status ON batch_job_queue (status, id)",
        "CREATE INDEX job_by_key ON batch_job_queue (job_key, status, id)",
        "CREATE INDEX job_created ON batch_job_queue (created_at)",
    ]

    static let otherTables = [
        """
        CREATE TABLE attempt (
            job_id INTEGER NOT NULL REFERENCES batch_job_queue (id),
            number INTEGER NOT NULL CHECK (number > 0),
            id TEXT NOT NULL,
            state TEXT NOT NULL CHECK (state IN ('claimed', 'running', 'ended', 'released')),
            worker_id TEXT NOT NULL,
            host TEXT NOT NULL,
            claimed_ms INTEGER NOT NULL,
            started_ms INTEGER,
            ended_ms INTEGER,
            run_directory TEXT,
            reason TEXT,
            exit_code INTEGER,
            signal INTEGER,
            message TEXT,
            user_ms INTEGER,
            system_ms INTEGER,
            peak_memory_bytes INTEGER,
            output_bytes INTEGER,
            dropped_bytes INTEGER,
            survivors TEXT,
            ended_by TEXT,
            processes_left INTEGER,
            PRIMARY KEY (job_id, number),
            CHECK ((state IN ('ended', 'released')) = (ended_ms IS NOT NULL AND reason IS NOT NULL))
        ) STRICT, WITHOUT ROWID
        """,
        // Not ON DELETE CASCADE: other programs delete rows without foreign keys switched on.
        """
        CREATE TRIGGER job_deleted AFTER DELETE ON batch_job_queue BEGIN
            DELETE FROM attempt WHERE job_id = OLD.id;
        END
        """,
        """
        CREATE TABLE worker (
            id TEXT NOT NULL PRIMARY KEY,
            host TEXT NOT NULL,
            pid INTEGER NOT NULL,
            session INTEGER NOT NULL CHECK (session > 0),
            beat INTEGER NOT NULL CHECK (beat >= 0),
            slots INTEGER NOT NULL,
            boot_id TEXT NOT NULL,
            doorbell TEXT NOT NULL,
            version TEXT NOT NULL,
            seen_ms INTEGER NOT NULL
        ) STRICT, WITHOUT ROWID
        """,
        """
        CREATE TABLE schedule (
            job_key TEXT NOT NULL PRIMARY KEY,
            expression TEXT NOT NULL,
            planned_ms INTEGER NOT NULL
        ) STRICT, WITHOUT ROWID
        """,
    ]
}
