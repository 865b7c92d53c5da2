import YobanCore
import YobanRows

/// Queries for what is to be told.
extension Queries {
    static let noticeMarks: Query = "SELECT name, detail, at_ms FROM notice_mark"
    static let beginNoticeMark: Query = """
        INSERT INTO notice_mark (name, detail, at_ms) VALUES (:name, :detail, :now)
        ON DUPLICATE KEY UPDATE at_ms = IF(detail = VALUES(detail), at_ms, VALUES(at_ms)), detail = VALUES(detail)
        """
    static let moveNoticeMark: Query = "UPDATE notice_mark SET at_ms = :at WHERE name = :name AND at_ms < :at"

    static let recordNotice: Query = """
        INSERT INTO notice (kind, subject, channel, delivery, job_key, job_id, body, at_ms, next_try_ms)
        VALUES (:kind, :subject, :channel, :delivery, :key, :job, :body, :now, :now)
        """
    /// The index holds pending ones only: what is over has no next try.
    static let dueNotices: Query = """
        SELECT id FROM notice FORCE INDEX (notice_due) WHERE next_try_ms <= :now ORDER BY next_try_ms, id LIMIT :limit
        """
    /// A sum, which no index has: the row is found by its key alone.
    static let claimNotice: Query = """
        UPDATE notice FORCE INDEX (PRIMARY) SET tries = tries + 1, next_try_ms = :lease
        WHERE id = :id AND state = 'pending' AND next_try_ms + 0 <= :now
        """
    static let noticeOfID: Query = "SELECT \(Notice.columns) FROM notice WHERE id = :id"
    static let concludeNotice: Query = """
        UPDATE notice FORCE INDEX (PRIMARY) SET state = :state, next_try_ms = :next, ended_ms = :ended, last_error = :error
        WHERE id = :id AND tries = :tries AND state = 'pending'
        """

    // One query for each index that a filter can use.
    static let notices: Query = """
        SELECT \(Notice.columns) FROM notice FORCE INDEX (PRIMARY) WHERE id < :before ORDER BY id DESC LIMIT :limit
        """
    static let noticesInState: Query = """
        SELECT \(Notice.columns) FROM notice FORCE INDEX (notice_by_state)
        WHERE state = :state AND id < :before ORDER BY id DESC LIMIT :limit
        """
    static let noticesOfJob: Query = """
        SELECT \(Notice.columns) FROM notice FORCE INDEX (notice_of_job)
        WHERE job_id = :job AND id < :before AND (:state IS NULL OR state = :state) ORDER BY id DESC LIMIT :limit
        """
    static let oldNotices: Query = "SELECT id FROM notice FORCE INDEX (notice_by_time) WHERE at_ms < :before ORDER BY at_ms LIMIT :limit"
    static let deleteNotice: Query = "DELETE FROM notice WHERE id = :id"
}
