import Foundation
import YobanCore
import YobanPostgres

struct MeasuredPostgres: MeasuredDatabase {
    private let url: String

    init(url: String) { self.url = url }

    func migrate() async throws { _ = try await PostgresStore.migrate(url, dryRun: false) }

    func open(connections: Int) async throws -> any JobStore { try await PostgresStore.open(url, connections: connections) }

    func fill(history: Int) throws -> Int {
        var rows = try count()
        while rows < history {
            let more = min(500_000, history - rows)
            // Ended one after the other, the newest an hour ago.
            _ = try sql(
                """
                INSERT INTO batch_job_queue (job_key, job_name, script_path, status, priority, created_at, completed_at, reason)
                SELECT 'key-' || n % 7, 'history', '/srv/scripts/history.py',
                    CASE n % 10 WHEN 0 THEN 'failed' WHEN 1 THEN 'stopped' ELSE 'completed' END, n % 5,
                    now() - interval '1 hour' - interval '1 second' * (\(history) - \(rows) - n),
                    now() - interval '30 minutes' - interval '1 second' * (\(history) - \(rows) - n), 'ok'
                FROM generate_series(1, \(more)) AS n
                """)
            rows += more
        }
        _ = try sql("VACUUM (ANALYZE) batch_job_queue")
        return try count()
    }

    func rowsRead() throws -> Int {
        // A server process adds its figures when it has been idle for ten seconds.
        Thread.sleep(forTimeInterval: 11)
        let sum = "sum(coalesce(idx_tup_fetch, 0) + seq_tup_read)"
        return try sql("SELECT \(sum) FROM pg_stat_user_tables WHERE schemaname = current_schema()").first?.first.flatMap { Int($0) } ?? 0
    }

    func settings() throws -> [String: String] {
        let names = ["server_version", "shared_buffers", "synchronous_commit", "fsync", "full_page_writes", "max_wal_size"]
        let rows = try sql(
            "SELECT name, current_setting(name) FROM unnest(string_to_array('\(names.joined(separator: ","))', ',')) AS name")
        return Dictionary(rows.filter { $0.count == 2 }.map { ($0[0], $0[1]) }) { first, _ in first }
    }

    private func count() throws -> Int { try sql("SELECT count(*) FROM batch_job_queue").first?.first.flatMap { Int($0) } ?? 0 }

    private func sql(_ text: String) throws -> [[String]] {
        try client("psql", ["-XqAtF", "\t", "-v", "ON_ERROR_STOP=1", "-c", text, url])
    }
}
