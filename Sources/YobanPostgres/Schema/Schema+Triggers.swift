extension Schema {
    /// Rings when a job becomes ready or is to be stopped, whoever writes it, and when a worker is told something, within the writer's
    /// transaction. A channel's name and a message's length are limited: longer ones would refuse the write.
    ///
    /// Commits that ring go one after the other on the whole server: claims, and results of jobs without a key, are silent.
    static let bells = [
        """
        CREATE FUNCTION batch_job_queue_rings() RETURNS trigger LANGUAGE plpgsql AS $$
        DECLARE
            news text := TG_ARGV[0];
        BEGIN
            IF news = 'ready' THEN news := 'ready ' || left(NEW.queue, 1000); END IF;
            PERFORM pg_catalog.pg_notify(('yoban_' || TG_TABLE_SCHEMA)::name::text, news);
            RETURN NULL;
        END
        $$
        """,
        // Once for many rows of a statement.
        """
        CREATE FUNCTION batch_job_queue_rings_for_new() RETURNS trigger LANGUAGE plpgsql AS $$
        BEGIN
            PERFORM pg_catalog.pg_notify(('yoban_' || TG_TABLE_SCHEMA)::name::text, 'ready ' || ready.queue)
                FROM (SELECT DISTINCT left(queue, 1000) AS queue FROM inserted WHERE status = 'pending' AND ready) AS ready;
            RETURN NULL;
        END
        $$
        """,
        """
        CREATE TRIGGER job_inserted AFTER INSERT ON batch_job_queue REFERENCING NEW TABLE AS inserted FOR EACH STATEMENT
            EXECUTE FUNCTION batch_job_queue_rings_for_new()
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
        """
        CREATE TRIGGER worker_told AFTER UPDATE OF draining, retired ON worker FOR EACH ROW
            WHEN (NEW.draining <> OLD.draining OR NEW.retired <> OLD.retired)
            EXECUTE FUNCTION batch_job_queue_rings('workers')
        """,
    ]

    /// A place that becomes free calls the most urgent job that waits for it, within the transaction that frees it, whoever does.
    ///
    /// A trigger, because its statement sees what others have committed up to now: a job that was held while this transaction waited for
    /// the place's row would otherwise be passed over (see ``Query/lookAgain``). It waits for nobody.
    static let places = [
        """
        CREATE FUNCTION concurrency_lock_freed() RETURNS trigger LANGUAGE plpgsql SET search_path FROM CURRENT AS $$
        BEGIN
            \(Query.callNext)
            RETURN NULL;
        END
        $$
        """,
        """
        CREATE TRIGGER place_freed AFTER DELETE ON concurrency_lock FOR EACH ROW EXECUTE FUNCTION concurrency_lock_freed()
        """,
    ]
}
