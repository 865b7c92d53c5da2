/// What migration 4 changes: how a list finds where the jobs since a time begin.
extension Schema {
    /// 32,768 ids in a row. Of ten million rows that is a look for each of 306 blocks, and one through the entries of a block.
    static let block = "(id >> 15)"

    static let lists = [
        "DROP INDEX IF EXISTS job_created",
        // firstIDSince
        "CREATE INDEX job_block ON batch_job_queue (\(block), created_at, id)",
    ]
}
