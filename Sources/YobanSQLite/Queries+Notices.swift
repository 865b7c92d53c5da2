import YobanCore
import YobanRows

/// Queries for what is to be told.
extension Query {
    static let noticeMarks = "SELECT name, detail, at_ms FROM notice_mark"
    static let beginNoticeMark = """
        INSERT INTO notice_mark (name, detail, at_ms) VALUES (:name, :detail, :now)
        ON CONFLICT (name) DO UPDATE SET detail = excluded.detail, at_ms = excluded.at_ms WHERE detail <> excluded.detail
        """
    static let moveNoticeMark = "UPDATE notice_mark SET at_ms = :at WHERE name = :name AND at_ms < :at"

    static let recordNotice = """
        INSERT INTO notice (kind, subject, channel, delivery, job_key, job_id, body, at_ms, next_try_ms)
        VALUES (:kind, :subject, :channel, :delivery, :key, :job, :body, :now, :now)
        ON CONFLICT (subject, kind, channel) DO NOTHING
        """
    static let dueNotices = """
        SELECT id FROM notice INDEXED BY notice_due WHERE state = 'pending' AND next_try_ms <= ? ORDER BY next_try_ms, id LIMIT ?
        """
    static let claimNotice = """
        UPDATE notice SET tries = tries + 1, next_try_ms = ? WHERE id = ? RETURNING \(Notice.columns)
        """
    static let concludeNotice = """
        UPDATE notice SET state = :state, next_try_ms = :next, ended_ms = :ended, last_error = :error
        WHERE id = :id AND tries = :tries AND state = 'pending'
        """

    // One query for each index that a filter can use.
    static let notices = "SELECT \(Notice.columns) FROM notice WHERE id < :before ORDER BY id DESC LIMIT :limit"
    static let noticesInState = """
        SELECT \(Notice.columns) FROM notice INDEXED BY notice_by_state
        WHERE state = :state AND id < :before ORDER BY id DESC LIMIT :limit
        """
    static let noticesOfJob = """
        SELECT \(Notice.columns) FROM notice INDEXED BY notice_of_job
        WHERE job_id = :job AND id < :before AND (:state IS NULL OR state = :state) ORDER BY id DESC LIMIT :limit
        """
    static let deleteOldNotices = "DELETE FROM notice WHERE id IN (SELECT id FROM notice WHERE at_ms < ? ORDER BY at_ms LIMIT ?)"
}
