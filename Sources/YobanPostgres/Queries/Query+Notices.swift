import YobanCore
import YobanRows

/// Queries for what is to be told.
extension Query {
    static let noticeMarks = Statement("SELECT name, detail, at_ms FROM notice_mark WHERE name = ANY(:names::text[])")
    static let beginNoticeMarks = Statement(
        """
        INSERT INTO notice_mark (name, detail, at_ms)
        SELECT name, detail, :now::bigint FROM unnest(:names::text[], :details::text[]) AS new (name, detail) ORDER BY name
        ON CONFLICT (name) DO UPDATE SET detail = excluded.detail, at_ms = excluded.at_ms WHERE notice_mark.detail <> excluded.detail
        """)
    static let moveNoticeMark = Statement("UPDATE notice_mark SET at_ms = :at::bigint WHERE name = :name AND at_ms < :at::bigint")

    static let recordNotice = Statement(
        """
        INSERT INTO notice (kind, subject, channel, delivery, job_key, job_id, body, at_ms, next_try_ms)
        VALUES (:kind, :subject, :channel, :delivery, :key, :job, :body, :now::bigint, :now::bigint)
        ON CONFLICT (subject, kind, channel) DO NOTHING
        """)
    static let dueNotice = Statement("SELECT 1 FROM notice WHERE state = 'pending' AND next_try_ms <= :now::bigint LIMIT 1")
    static let claimNotices = Statement(
        """
        WITH due AS MATERIALIZED (
            SELECT id FROM notice WHERE state = 'pending' AND next_try_ms <= :now::bigint
            ORDER BY next_try_ms LIMIT :limit FOR UPDATE SKIP LOCKED
        )
        UPDATE notice SET tries = tries + 1, next_try_ms = :lease::bigint FROM due WHERE notice.id = due.id
        RETURNING \(Notice.columns.split(separator: ", ").map { "notice.\($0)" }.joined(separator: ", "))
        """)
    static let concludeNotice = Statement(
        """
        UPDATE notice SET state = :state, next_try_ms = :next, ended_ms = :ended, last_error = :error
        WHERE id = :id AND tries = :tries AND state = 'pending'
        """)

    // One statement for each index that a filter can use.
    static let notices = notices("true")
    static let noticesInState = notices("state = :state")
    static let noticesOfJob = notices("job_id = :job AND (:state::text IS NULL OR state = :state::text)")
    private static func notices(_ condition: String) -> Statement {
        Statement("SELECT \(Notice.columns) FROM notice WHERE \(condition) AND id < :before::bigint ORDER BY id DESC LIMIT :limit")
    }

    static let pruneNotices = Statement(
        """
        WITH old AS MATERIALIZED (
            SELECT id FROM notice WHERE at_ms < :before ORDER BY at_ms LIMIT :limit FOR UPDATE SKIP LOCKED
        )
        DELETE FROM notice USING old WHERE notice.id = old.id
        """)
}
