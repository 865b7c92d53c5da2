import YobanCore
import YobanMySQL

struct MeasuredMySQL: MeasuredDatabase {
    private let address: MySQLAddress

    init(url: String) throws { address = try MySQLAddress(parsing: url) }

    func migrate() async throws { _ = try await MySQLStore.migrate(address, dryRun: false) }

    func open(connections: Int) async throws -> any JobStore { try await MySQLStore.open(address, connections: connections) }

    func fill(history: Int) throws -> Int {
        var rows = try count()
        while rows < history {
            let more = min(500_000, history - rows)
            // Ended one after the other, the newest an hour ago.
            _ = try sql(
                """
                INSERT INTO batch_job_queue (job_key, job_name, script_path, status, priority, created_at, completed_at, reason, error_message)
                SELECT CONCAT('key-', seq % 7), 'history', '/srv/scripts/history.py', ELT(1 + seq % 10, 'failed', 'stopped', 'completed',
                        'completed', 'completed', 'completed', 'completed', 'completed', 'completed', 'completed'), seq % 5,
                    NOW() - INTERVAL 1 HOUR - INTERVAL (\(history) - \(rows) - seq) SECOND,
                    NOW() - INTERVAL 30 MINUTE - INTERVAL (\(history) - \(rows) - seq) SECOND, 'ok', NULL
                FROM seq_1_to_\(more)
                """)
            rows += more
        }
        _ = try sql("ANALYZE TABLE batch_job_queue")
        return try count()
    }

    func rowsRead() throws -> Int {
        let names = ["first", "key", "last", "next", "prev", "rnd"].map { "'HANDLER_READ_\($0)'" }.joined(separator: ", ")
        let rows = try sql("SELECT sum(variable_value) FROM information_schema.global_status WHERE variable_name IN (\(names))")
        return rows.first?.first.flatMap { Double($0) }.map { Int($0) } ?? 0
    }

    func settings() throws -> [String: String] {
        let names = [
            "version", "innodb_buffer_pool_size", "innodb_flush_log_at_trx_commit", "sync_binlog", "log_bin", "innodb_log_file_size",
        ]
        let rows = try sql("SHOW GLOBAL VARIABLES WHERE variable_name IN (\(names.map { "'\($0)'" }.joined(separator: ", ")))")
        return Dictionary(rows.filter { $0.count == 2 }.map { ($0[0], $0[1]) }) { first, _ in first }
    }

    private func count() throws -> Int { try sql("SELECT count(*) FROM batch_job_queue").first?.first.flatMap { Int($0) } ?? 0 }

    private func sql(_ text: String) throws -> [[String]] {
        let place =
            switch address.endpoint {
            case .socket(let path): ["--socket=\(path)"]
            case .host(let host, let port): ["--protocol=tcp", "--host=\(host)", "--port=\(port)"]
            }
        return try client("mariadb", ["--no-defaults", "--user=\(address.user)"] + place + ["-BN", "-e", text, address.database])
    }
}
