/// Queries about what runs used as time went by.
extension Query {
    static let keepSeries = Statement(
        "UPDATE attempt SET series = :series WHERE job_id = :job AND number = :number::bigint AND id = :id")
    static let series = Statement(
        """
        SELECT attempt.id, attempt.series
        FROM unnest(:jobs::bigint[], :numbers::bigint[], :ids::text[]) AS wanted (job, number, id)
        JOIN attempt ON attempt.job_id = wanted.job AND attempt.number = wanted.number AND attempt.id = wanted.id
        WHERE attempt.series IS NOT NULL
        """)
}
