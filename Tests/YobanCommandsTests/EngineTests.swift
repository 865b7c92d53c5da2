import Foundation
import Testing

@Suite("The same program on every engine", .timeLimit(.minutes(20))) struct EngineTests {
    private static let jobs = """
        jobs:
          talk: { command: [sh, -c, 'echo one; echo two >&2; echo three'] }
          bad: { command: [sh, -c, 'exit 3'] }

        """

    /// A scene whose queue is a new database on the server, with our tables.
    private static func with(
        _ kind: DatabaseServer.Kind, _ catalogue: String = jobs, _ body: (Scene, Database) async throws -> Void
    ) async throws {
        let database = try await DatabaseServer.shared(kind).makeDatabase()
        try await Scene.with("store: \(database.address)\n" + catalogue) { scene in
            let ran = try await scene.yoban("migrate")
            #expect(ran.status == 0 && ran.err.contains("Migrated (") && ran.err.contains(database.name), "\(ran)")
            try await body(scene, database)
        }
    }

    @Test("a job is queued, run, listed and its output read", arguments: DatabaseServer.Kind.allCases)
    func everyDay(_ kind: DatabaseServer.Kind) async throws {
        try await Self.with(kind) { scene, _ in
            let talk = try await scene.enqueue("talk")
            let bad = try await scene.enqueue("bad")
            #expect(try await scene.yoban("worker", "--until-idle", "--slots", "2").status == 0)
            #expect(try await scene.status(of: talk) == "completed")
            #expect(try await scene.status(of: bad) == "failed")
            // Two pipes: which of them is read first at the end is open.
            #expect(Set(try await scene.yoban("logs", "talk").lines) == ["one", "two", "three"])
            let list = try await scene.yoban("list")
            #expect(list.out.contains("✔ completed") && list.out.contains("✗ failed"), "\(list)")
            #expect(try await scene.yoban("retry", "\(bad)").status == 0)
            #expect(try await scene.yoban("stop", "\(bad)").out.contains("stopped before it started"))
            #expect(try await scene.yoban("migrate").err.contains("Nothing to migrate"))
        }
    }

    @Test("what keeps a command from its store is told in both languages, with the exit code", arguments: DatabaseServer.Kind.allCases)
    func trouble(_ kind: DatabaseServer.Kind) async throws {
        try await Self.with(kind) { scene, database in
            try scene.write("password", "wrong\n")
            let isMaria = kind == .mariadb
            let cases: [(String, Int32, String, String)] = [
                (
                    database.address(user: "locked", options: "?password-file=\(scene.folder)/password"), 77, "refuses",
                    isMaria ? "受け付けません" : "ログインを拒否"
                ),
                (database.address(user: "root", host: "no-such-host.invalid"), 69, "not known", "ホスト名が見つかりません"),
                (database.address(user: isMaria ? "root" : "postgres", database: "nowhere"), 69, "no ", "データベースがありません"),
                (
                    database.address(user: isMaria ? "root" : "postgres", options: isMaria ? "?tls=require" : "?sslmode=require"), 69,
                    "TLS",
                    "TLS"
                ),
                ("\(isMaria ? "mysql" : "postgres")://u@127.0.0.1:1/x", 69, "127.0.0.1:1", "127.0.0.1:1"),
                (database.address(user: "u", options: "?nonsense=1"), 78, "nonsense", "nonsense"),
                (database.address(user: "u:hunter2"), 78, "cannot hold a password", "パスワードは書けません"),
            ]
            for (address, status, en, ja) in cases {
                for (language, words) in [("en", en), ("ja", ja)] {
                    let ran = try await scene.yoban("list", "--store", address, "--lang", language)
                    let word = words == "refuses" && !isMaria ? "refused" : words
                    #expect(ran.status == status && ran.out.isEmpty && ran.err.contains(word), "\(address): \(ran)")
                    #expect(!ran.err.contains("hunter2") && ran.seconds < 15)
                }
            }
            let right = database.address(user: "locked")
            let entered = try await scene.yoban("list", environment: ["YOBAN_STORE": right, "YOBAN_STORE_PASSWORD": "right"])
            #expect(entered.status == 0, "\(entered)")
            // A worker does not wait for what only a person can set right.
            #expect(try await scene.yoban("worker", environment: ["YOBAN_STORE": right, "YOBAN_STORE_PASSWORD": "wrong"]).status == 77)
        }
    }

    @Test("a table of the seed is adopted with its rows; a dry run only prints", arguments: DatabaseServer.Kind.allCases)
    func seed(_ kind: DatabaseServer.Kind) async throws {
        let database = try await DatabaseServer.shared(kind).makeDatabase()
        try database.sql(kind == .mariadb ? Self.mariaSeed : Self.postgresSeed)
        try database.sql(
            "INSERT INTO batch_job_queue (job_name, script_path, status) VALUES ('粗利按分', '/srv/a.py', 'completed'), ('次', '/srv/b.py', 'pending')"
        )
        try await Scene.with("store: \(database.address)\n" + Self.jobs) { scene in
            let refused = try await scene.yoban("list")
            #expect(refused.status == 78 && refused.err.contains("yoban migrate"), "\(refused)")
            let dry = try await scene.yoban("migrate", "--dry-run")
            #expect(dry.status == 0 && dry.out.contains("ALTER TABLE") && dry.err.contains("would run"), "\(dry)")
            #expect(try await scene.yoban("list").status == 78)
            #expect(try await scene.yoban("migrate", "--store", database.address).status == 0)
            let list = try await scene.yoban("list")
            #expect(list.out.contains("粗利按分") && list.out.contains("◌ pending"), "\(list)")
        }
    }

    private static let mariaSeed = """
        CREATE TABLE batch_job_queue (id INT NOT NULL AUTO_INCREMENT PRIMARY KEY, job_name VARCHAR(255) NOT NULL,
        script_path VARCHAR(500) NOT NULL, status ENUM('pending','running','completed','failed','stopped') NOT NULL DEFAULT 'pending',
        priority INT NOT NULL DEFAULT 0, created_at DATETIME DEFAULT CURRENT_TIMESTAMP, started_at DATETIME, completed_at DATETIME,
        error_message TEXT, progress_message VARCHAR(500), progress_percentage INT, retry_count INT NOT NULL DEFAULT 0,
        max_retries INT NOT NULL DEFAULT 0, stop_requested BOOLEAN NOT NULL DEFAULT FALSE) CHARACTER SET utf8mb4
        """
    private static let postgresSeed = """
        CREATE TABLE batch_job_queue (id SERIAL PRIMARY KEY, job_name VARCHAR(255) NOT NULL, script_path VARCHAR(500) NOT NULL,
        status VARCHAR(20) NOT NULL DEFAULT 'pending', priority INT NOT NULL DEFAULT 0, created_at TIMESTAMP DEFAULT now(),
        started_at TIMESTAMP, completed_at TIMESTAMP, error_message TEXT, progress_message VARCHAR(500), progress_percentage INT,
        retry_count INT NOT NULL DEFAULT 0, max_retries INT NOT NULL DEFAULT 0, stop_requested BOOLEAN NOT NULL DEFAULT FALSE)
        """

    @Test("a worker that starts before its database waits for it, and says so once", arguments: DatabaseServer.Kind.allCases)
    func waits(_ kind: DatabaseServer.Kind) async throws {
        let port = try DatabaseServer.freePort()
        let address =
            kind == .mariadb ? "mysql://root@127.0.0.1:\(port)/mysql" : "postgres://postgres@127.0.0.1:\(port)/postgres"
        try await Scene.with("store: \(address)\n" + Self.jobs) { scene in
            let worker = try scene.start([Scene.yoban, "worker"])
            #expect(try await eventually { worker.out.contains("waiting until the store can be used") })
            #expect(try await scene.yoban("list").status == 69)
            let server = try await DatabaseServer.start(kind, port: port)
            // The empty database needs a person: the worker says what to do, and ends.
            let ran = await worker.ended()
            #expect(ran.status == 78 && ran.err.contains("yoban migrate"), "\(ran)")
            #expect(ran.out.split(separator: "\n").count { $0.contains("127.0.0.1:\(port)") } == 1, "\(ran)")
            withExtendedLifetime(server) {}
        }
    }
}
