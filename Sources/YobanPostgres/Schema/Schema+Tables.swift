extension Schema {
    /// Tables beside the queue. What stands in them is written by Yoban only.
    static let otherTables = [
        """
        CREATE TABLE attempt (
            job_id bigint NOT NULL REFERENCES batch_job_queue (id) ON DELETE CASCADE,
            number integer NOT NULL CHECK (number > 0),
            id text NOT NULL,
            state text NOT NULL CHECK (state IN ('claimed', 'running', 'ended', 'released')),
            worker_id text NOT NULL,
            host text NOT NULL,
            claimed_ms bigint NOT NULL,
            started_ms bigint,
            ended_ms bigint,
            run_directory text,
            reason text,
            exit_code bigint,
            signal bigint,
            message text,
            user_ms bigint,
            system_ms bigint,
            peak_memory_bytes bigint,
            output_bytes bigint,
            dropped_bytes bigint,
            survivors text,
            ended_by text,
            processes_left bigint,
            PRIMARY KEY (job_id, number),
            CHECK ((state IN ('ended', 'released')) = (ended_ms IS NOT NULL AND reason IS NOT NULL))
        ) WITH (fillfactor = 70, autovacuum_vacuum_scale_factor = 0.02)
        """,
        """
        CREATE TABLE worker (
            id text NOT NULL PRIMARY KEY,
            host text NOT NULL,
            pid integer NOT NULL,
            session bigint NOT NULL CHECK (session > 0),
            beat bigint NOT NULL CHECK (beat >= 0),
            slots bigint NOT NULL,
            boot_id text NOT NULL,
            doorbell text NOT NULL,
            version text NOT NULL,
            queues text NOT NULL,
            lease_ms bigint NOT NULL,
            draining boolean NOT NULL DEFAULT false,
            retired boolean NOT NULL DEFAULT false,
            seen_ms bigint NOT NULL
        ) WITH (fillfactor = 50)
        """,
        """
        CREATE TABLE concurrency_lock (
            concurrency_key text NOT NULL,
            place integer NOT NULL CHECK (place >= 0),
            job_id bigint NOT NULL,
            claim_token text NOT NULL,
            PRIMARY KEY (concurrency_key, place)
        )
        """,
        """
        CREATE TABLE log_chunk (
            job_id bigint NOT NULL REFERENCES batch_job_queue (id) ON DELETE CASCADE,
            attempt_no integer NOT NULL,
            start_offset bigint NOT NULL,
            end_offset bigint NOT NULL,
            data bytea NOT NULL,
            marks text NOT NULL,
            PRIMARY KEY (job_id, attempt_no, start_offset)
        )
        """,
        """
        CREATE TABLE schedule (
            job_key text NOT NULL PRIMARY KEY,
            expression text NOT NULL,
            planned_ms bigint NOT NULL
        )
        """,
    ]
}
