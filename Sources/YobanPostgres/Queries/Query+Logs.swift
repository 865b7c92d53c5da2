import YobanCore

/// Queries about the output that is kept for readers on other hosts.
extension Query {
    /// Each list holds one value for each piece. A job that is there stays until its pieces are written.
    static let keepLog = Statement(
        """
        WITH piece AS MATERIALIZED (
            SELECT * FROM unnest(:jobs::bigint[], :attempts::integer[], :starts::bigint[], :ends::bigint[], :data::bytea[], :marks::text[])
                AS piece (job_id, attempt_no, start_offset, end_offset, data, marks)
        ), present AS MATERIALIZED (
            SELECT id FROM batch_job_queue WHERE id = ANY(SELECT job_id FROM piece) ORDER BY id FOR KEY SHARE
        )
        INSERT INTO log_chunk (job_id, attempt_no, start_offset, end_offset, data, marks)
        SELECT piece.* FROM piece JOIN present ON present.id = piece.job_id ORDER BY job_id, attempt_no, start_offset
        ON CONFLICT DO NOTHING
        """)

    /// No piece is longer than ``LogPiece/largest``: those that end after the offset begin not far before it.
    static let log = Statement(
        """
        SELECT start_offset, data, marks FROM (
            SELECT start_offset, end_offset, data, marks, sum(end_offset - start_offset) OVER (ORDER BY start_offset) AS total
            FROM log_chunk
            WHERE job_id = :id AND attempt_no = :number AND start_offset > :offset::bigint - \(LogPiece.largest)
                AND end_offset > :offset::bigint
        ) AS piece
        WHERE total <= :limit::bigint OR total = end_offset - start_offset
        ORDER BY start_offset
        """)

    static let dropLog = Statement(
        """
        DELETE FROM log_chunk
        WHERE job_id = :id AND attempt_no = :number AND start_offset >= :lower::bigint AND end_offset <= :upper::bigint
        """)
}
