/// Queries for the output that is kept in the database.
extension Queries {
    /// A piece that is there already stays as it is.
    static let keepPiece: Query = """
        INSERT INTO log_chunk (job_id, attempt_no, start_offset, end_offset, data, marks)
        VALUES (:job, :attempt, :start, :end, :data, :marks) ON DUPLICATE KEY UPDATE start_offset = start_offset
        """
    static let pieces: Query = """
        SELECT start_offset, end_offset FROM log_chunk
        WHERE job_id = :job AND attempt_no = :attempt AND end_offset > :offset ORDER BY start_offset LIMIT :limit
        """
    static let piecesBetween: Query = """
        SELECT start_offset, data, marks FROM log_chunk
        WHERE job_id = :job AND attempt_no = :attempt AND start_offset BETWEEN :first AND :last ORDER BY start_offset
        """
    static let dropPieces: Query = """
        DELETE FROM log_chunk WHERE job_id = :job AND attempt_no = :attempt AND start_offset >= :lower AND end_offset <= :upper
        """
}
