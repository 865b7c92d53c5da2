import YobanCore
import YobanRows

/// Queries for people's lists.
extension Query {
    static let job = Statement("SELECT \(jobColumns) FROM batch_job_queue AS job WHERE id = :id")
    static let attempts = Statement("SELECT \(Attempt.columns) FROM attempt WHERE job_id = :id ORDER BY number")
    static let hosts = Statement(
        """
        SELECT job_id, host FROM attempt WHERE job_id = ANY(:ids::bigint[])
            AND number = (SELECT max(number) FROM attempt AS later WHERE later.job_id = attempt.job_id)
        """)
    static let newestJob = Statement("SELECT max(id) FROM batch_job_queue")
    static let unfinished = Statement(
        """
        SELECT (SELECT count(*) FROM (SELECT 1 FROM batch_job_queue WHERE \(shown) = 'pending' LIMIT :limit) AS pending)
            + (SELECT count(*) FROM (SELECT 1 FROM batch_job_queue WHERE \(shown) = 'running' LIMIT :limit) AS running)
        """)

    // An instant stands for the microseconds that ``milliseconds(_:)`` rounds to it.
    static let finishedSince = Statement(
        """
        SELECT \(jobColumns) FROM batch_job_queue AS job
        WHERE status NOT IN ('pending', 'running') AND \(end) >= \(time(":since")) - interval '500 microseconds' AND \(end) < 'infinity'
        ORDER BY \(end), id LIMIT :limit
        """)
    static let finishedAt = Statement(
        """
        WITH found AS MATERIALIZED (
            SELECT id FROM batch_job_queue AS job
            WHERE status NOT IN ('pending', 'running') AND \(end) >= \(time(":since")) - interval '500 microseconds'
                AND \(end) < \(time(":since")) + interval '500 microseconds' ORDER BY \(end)
        ), first AS MATERIALIZED (SELECT id FROM found WHERE id > :after::bigint ORDER BY id LIMIT :limit)
        SELECT \(jobColumns) FROM first JOIN batch_job_queue AS job ON job.id = first.id
        """)
    /// As `job_finished` keeps it.
    private static let end = "coalesce(job.completed_at, job.created_at)"

    // MARK: Lists

    /// The status as people's lists know it, and as `job_status` keeps it.
    static let shown = "coalesce(status, 'failed')"

    /// The page's rows come from one walk through an index, or from one short walk for each key and status that is asked for; whatever
    /// else is asked is looked at in the row.
    static func jobs(_ filter: JobFilter) -> Statement {
        let since = filter.since == nil ? "" : " AND created_at >= \(time(":since")) AND id >= :floor::bigint"
        let ids = filter.ids.isEmpty ? "" : " AND id = ANY(:ids::bigint[])"
        let page = "id < :before::bigint\(ids)\(since) ORDER BY id DESC LIMIT :limit"
        let statuses = (filter.statuses.isEmpty ? JobStatus.allCases : Array(filter.statuses)).map(\.rawValue).sorted()
        func keys(_ key: String) -> String {
            (filter.keyGlob == nil ? "" : " AND \(key) LIKE :glob")
                + (filter.visibleKeys.isEmpty ? "" : " AND \(key) LIKE ANY(:visible::text[])")
        }
        let walk: String
        if filter.keyGlob != nil || !filter.visibleKeys.isEmpty, filter.ids.isEmpty {
            let walks = statuses.map { "(SELECT id FROM batch_job_queue WHERE job_key = used.key AND status = '\($0)' AND \(page))" }
            walk =
                "SELECT page.id FROM used CROSS JOIN LATERAL (\(walks.joined(separator: " UNION ALL "))) AS page WHERE true\(keys("used.key"))"
        } else if filter.ids.isEmpty, !filter.statuses.isEmpty {
            walk = statuses.map { "(SELECT id FROM batch_job_queue WHERE \(shown) = '\($0)' AND \(page))" }.joined(separator: " UNION ALL ")
        } else {
            let status = filter.statuses.isEmpty ? "" : " AND status IN (\(statuses.map { "'\($0)'" }.joined(separator: ", ")))"
            walk = "SELECT id FROM batch_job_queue WHERE true\(keys("job_key"))\(status) AND \(page)"
        }
        return Statement(
            """
            WITH RECURSIVE \(keysInUse), found AS MATERIALIZED (
                SELECT id FROM (\(walk)) AS walked ORDER BY id DESC LIMIT :limit
            )
            SELECT \(jobColumns) FROM found JOIN batch_job_queue AS job ON job.id = found.id ORDER BY job.id DESC
            """)
    }

    /// Found by jumping from key to key in the index: there are few keys and many rows.
    private static let keysInUse = """
        used (key) AS (
            SELECT min(job_key) FROM batch_job_queue
            UNION ALL
            SELECT (SELECT min(job_key) FROM batch_job_queue WHERE job_key > used.key) FROM used WHERE used.key IS NOT NULL
        )
        """

    /// The smallest id created since: a list need not walk further back. Times of creation need not rise with the ids; one look for each
    /// block of ids tells whether any of it was created since. `id + 0`: or else the server looks for the smallest from the first row on.
    static let firstIDSince = Statement(
        """
        WITH RECURSIVE block (n) AS (
            SELECT min(\(Schema.block)) FROM batch_job_queue
            UNION ALL
            SELECT (SELECT min(\(Schema.block)) FROM batch_job_queue WHERE \(Schema.block) > block.n) FROM block WHERE block.n IS NOT NULL
        )
        SELECT (SELECT min(id + 0) FROM batch_job_queue WHERE \(Schema.block) = block.n AND created_at >= \(time(":since"))) FROM block
        WHERE block.n IS NOT NULL
            AND (SELECT max(created_at) FROM batch_job_queue WHERE \(Schema.block) = block.n) >= \(time(":since")) LIMIT 1
        """)

    /// A glob of `*` and `?` as LIKE reads it.
    static func pattern(_ glob: String) -> String {
        glob.map { character in
            switch character {
            case "*": "%"
            case "?": "_"
            case "%", "_", "\\": "\\\(character)"
            default: String(character)
            }
        }.joined()
    }
}
