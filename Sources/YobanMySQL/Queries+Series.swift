/// Queries about what runs used as time went by.
extension Queries {
    static let keepSeries: Query = """
        UPDATE attempt FORCE INDEX (PRIMARY) SET series = :series WHERE job_id = :job AND number = :number AND id = :id
        """
    static let series: Query = """
        SELECT series FROM attempt FORCE INDEX (PRIMARY)
        WHERE job_id = :job AND number = :number AND id = :id AND series IS NOT NULL
        """
}
