import Foundation
import Testing

@Suite("Trouble with the store and the state directory", .timeLimit(.minutes(20))) struct StoreTroubleTests {
    private static let catalogue = "jobs:\n  ok: { command: [sh, -c, 'true'] }\n"

    /// Every command that opens the store says so in both languages, with the exit code.
    private static func expect(_ scene: Scene, status: Int32, en: String, ja: String, file: String = "yoban.db", user: String? = nil)
        async throws
    {
        for arguments in [["list"], ["enqueue", "ok"], ["worker"], ["wait", "1"]] {
            for (language, words) in [("en", en), ("ja", ja)] {
                var command = [Scene.yoban] + arguments
                if let user { command = ["/usr/sbin/runuser", "-u", user, "--"] + command }
                let ran = try await scene.run(
                    command, environment: ["YOBAN_LANG": language, "YOBAN_STORE": "sqlite:\(scene.folder)/\(file)"])
                #expect(ran.status == status && ran.out.isEmpty && ran.err.contains(words), "\(arguments): \(ran)")
            }
        }
    }

    @Test("locked by another program: the program is named, and nothing is queued") func locked() async throws {
        try await Scene.with(Self.catalogue) { scene in
            _ = try await scene.yoban("list")
            let holder = try scene.start(
                [
                    "/usr/bin/python3", "-c",
                    "import sqlite3, time; d = sqlite3.connect('yoban.db', isolation_level=None); d.execute('BEGIN IMMEDIATE'); print('held', flush=True); time.sleep(60)",
                ])
            #expect(try await eventually { holder.out == "held\n" })
            let ran = try await scene.yoban("enqueue", "ok")
            #expect(ran.status == 75 && ran.err.contains("pid \(holder.pid) (python3") && ran.seconds < 15, "\(ran)")
            // Who only looks is not disturbed.
            #expect(try await scene.yoban("list", "--json").out == "[]\n")
            holder.signal(SIGKILL)
            _ = await holder.ended()
            #expect(try await scene.enqueue("ok") == 1)
        }
    }

    @Test("not a database") func otherFile() async throws {
        try await Scene.with(Self.catalogue) { scene in
            try scene.write("notes", String(repeating: "Some notes, no database.\n", count: 100))
            try await Self.expect(scene, status: 78, en: "is not a database of Yoban", ja: "Yoban のデータベースではありません", file: "notes")
            #expect(try String(contentsOfFile: scene.folder + "/notes", encoding: .utf8).hasPrefix("Some notes"))
        }
    }

    @Test("another program's database is left as it is") func otherDatabase() async throws {
        try await Scene.with(Self.catalogue) { scene in
            _ = try await scene.python("import os\nd = sqlite3.connect('other.db'); d.execute('CREATE TABLE a (b)'); d.commit()")
            let before = try Data(contentsOf: URL(fileURLWithPath: scene.folder + "/other.db"))
            try await Self.expect(scene, status: 78, en: "is not a database of Yoban", ja: "Yoban のデータベースではありません", file: "other.db")
            #expect(try Data(contentsOf: URL(fileURLWithPath: scene.folder + "/other.db")) == before)
        }
    }

    @Test("damaged") func corrupt() async throws {
        try await Scene.with(Self.catalogue) { scene in
            _ = try await scene.enqueue("ok")
            _ = try await scene.python(
                "sql('PRAGMA wal_checkpoint(TRUNCATE)'); db.close()\nf = open('yoban.db', 'r+b'); f.seek(4096); f.write(b'\\xa5' * 60000); f.close()"
            )
            try await Self.expect(scene, status: 69, en: "is damaged", ja: "壊れています")
        }
    }

    @Test("from a newer version") func newer() async throws {
        try await Scene.with(Self.catalogue) { scene in
            _ = try await scene.yoban("list")
            _ = try await scene.python(
                "c = [r[1] for r in sql('PRAGMA table_info(schema_version)')]\nsql('INSERT INTO schema_version (%s, %s, %s) VALUES (9999, ?, ?)' % tuple(c), 'later', '2030-01-01')"
            )
            try await Self.expect(scene, status: 78, en: "made by a newer Yoban", ja: "新しいバージョンの Yoban")
        }
    }

    @Test("read-only, and forbidden", .enabled(if: getuid() == 0)) func readOnly() async throws {
        try await Scene.with(Self.catalogue) { scene in
            _ = try await scene.yoban("list")
            chmod(scene.folder + "/yoban.db", 0o644)
            try await Self.expect(scene, status: 77, en: "cannot be written", ja: "書き込めません", user: "nobody")
            chmod(scene.folder + "/yoban.db", 0o600)
            try await Self.expect(scene, status: 69, en: "no permission", ja: "権限がありません", user: "nobody")
        }
    }

    @Test("in a folder that is not there") func noFolder() async throws {
        try await Scene.with(Self.catalogue) { scene in
            try await Self.expect(scene, status: 69, en: "Make it: mkdir -p", ja: "mkdir -p", file: "gone/yoban.db")
        }
    }

    @Test("a state directory that a worker has is refused, and the worker is named") func taken() async throws {
        try await Scene.with(Self.catalogue) { scene in
            let first = try await scene.startWorker()
            for (language, words) in [("en", "is used by another worker (pid \(first.pid))"), ("ja", "別のワーカー（PID \(first.pid)）")] {
                let second = try await scene.yoban("worker", environment: ["YOBAN_LANG": language])
                #expect(second.status == 75 && second.err.contains(words), "\(second)")
            }
            #expect(try await scene.yoban("enqueue", "ok", "--wait").status == 0)
        }
    }

    @Test("a state directory that can't be written is refused", .enabled(if: getuid() == 0)) func closedState() async throws {
        try await Scene.with(Self.catalogue) { scene in
            _ = try await scene.yoban("list")
            let nobody = getpwnam("nobody").pointee
            for path in ["", "/yoban.db"] { chown(scene.folder + path, nobody.pw_uid, nobody.pw_gid) }
            try FileManager.default.createDirectory(atPath: scene.folder + "/.yoban", withIntermediateDirectories: true)
            let ran = try await scene.run(["/usr/sbin/runuser", "-u", "nobody", "--", Scene.yoban, "worker"])
            #expect(ran.status == 77 && ran.err.contains("the state directory can't be used"), "\(ran)")
        }
    }
}
