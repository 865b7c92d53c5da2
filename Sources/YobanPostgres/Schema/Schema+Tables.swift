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
        )
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
            seen_ms bigint NOT NULL
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

    /// Rings when a job becomes ready or is to be stopped, whoever writes it, within the writer's transaction. A channel's name and a
    /// message's length are limited: longer ones would refuse the write.
    static let bells = [
        """
        CREATE FUNCTION batch_job_queue_rings() RETURNS trigger LANGUAGE plpgsql AS $$
        BEGIN
            PERFORM pg_catalog.pg_notify(
                ('yoban_' || TG_TABLE_SCHEMA)::name::text,
                CASE TG_ARGV[0] WHEN 'ready' THEN 'ready ' || left(NEW.queue, 1000) ELSE TG_ARGV[0] END);
            RETURN NULL;
        END
        $$
        """,
        """
        CREATE TRIGGER job_inserted AFTER INSERT ON batch_job_queue FOR EACH ROW
            WHEN (NEW.status = 'pending' AND NEW.ready)
            EXECUTE FUNCTION batch_job_queue_rings('ready')
        """,
        """
        CREATE TRIGGER job_readied AFTER UPDATE OF status, ready ON batch_job_queue FOR EACH ROW
            WHEN (NEW.status = 'pending' AND NEW.ready AND (OLD.status <> 'pending' OR NOT OLD.ready))
            EXECUTE FUNCTION batch_job_queue_rings('ready')
        """,
        """
        CREATE TRIGGER job_to_be_stopped AFTER UPDATE OF stop_requested ON batch_job_queue FOR EACH ROW
            WHEN (NEW.stop_requested AND OLD.stop_requested IS NOT TRUE AND NEW.status IN ('pending', 'running'))
            EXECUTE FUNCTION batch_job_queue_rings('stop')
        """,
    ]
}
