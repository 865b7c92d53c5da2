extension Schema {
    /// What migration 5 adds: queues that give out no job. Written by Yoban only. A place that becomes free calls nobody there.
    static let pauses = [
        """
        CREATE TABLE queue_pause (
            queue text PRIMARY KEY,
            reason text NOT NULL,
            paused_by text NOT NULL,
            paused_ms bigint NOT NULL
        )
        """,
        """
        CREATE OR REPLACE FUNCTION concurrency_lock_freed() RETURNS trigger LANGUAGE plpgsql SET search_path FROM CURRENT AS $$
        BEGIN
            \(Query.callNextOfOpenQueues)
            RETURN NULL;
        END
        $$
        """,
    ]
}
