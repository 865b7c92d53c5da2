import Foundation
import Testing

@Suite("What other programs did with the seed's table goes on working", .timeLimit(.minutes(20))) struct SeedTests {
    /// A script that works on its own row by `BATCH_JOB_ID`, as the seed's scripts do, and waits for a file to end.
    private static let worker = """
        #!/usr/bin/python3
        import os, sqlite3, time
        db = sqlite3.connect("yoban.db", timeout=20, isolation_level=None)
        db.execute("UPDATE batch_job_queue SET progress_message = ?, progress_percentage = ? WHERE id = ?",
                   ("第六竹石ビル", 42, os.environ["BATCH_JOB_ID"]))
        while not os.path.exists("done"):
            time.sleep(0.02)
        """

    @Test("a plain INSERT runs, progress by UPDATE shows, the guide's SELECTs find it, it completes") func insert() async throws {
        try await Scene.with("jobs: {}\nallowed_script_roots: [scripts]\n", files: ["scripts/own.py": Self.worker]) { scene in
            // The seed's scripts find the database where they are started.
            let script = try scene.write(
                "scripts/own.py",
                Self.worker.replacing("\"yoban.db\"", with: "\"\(scene.folder)/yoban.db\"").replacing(
                    "\"done\"", with: "\"\(scene.folder)/done\""), mode: 0o755)
            try await scene.startWorker()
            _ = try await scene.python(
                "sql(\"INSERT INTO batch_job_queue (job_name, script_path, status, priority) VALUES ('粗利按分管理データ同期', ?, 'pending', 4)\", \"\(script)\")"
            )
            #expect(try await eventually { (try await scene.yoban("list")).out.contains("42% 第六竹石ビル") })
            #expect(try await scene.yoban("show", "1").out.contains("42% 第六竹石ビル"))
            let found = try await scene.python(
                """
                print([r[1] for r in sql("SELECT * FROM batch_job_queue WHERE status = 'running' ORDER BY started_at DESC")])
                print([r[0] for r in sql("SELECT * FROM batch_job_queue WHERE status = 'running' AND progress_message LIKE '%第六竹石%'")])
                """)
            #expect(found.out == "['粗利按分管理データ同期']\n[1]\n")
            try scene.write("done", "")
            #expect(try await scene.yoban("wait", "1").status == 0)
            let row = try await scene.python(
                "print(sql('SELECT status, progress_message, progress_percentage, retry_count, max_retries FROM batch_job_queue'))")
            #expect(row.out == "[('completed', '完了', 100, 0, 0)]\n")
        }
    }

    @Test("stop_requested set by hand ends a running job within two seconds and the grace") func stop() async throws {
        let catalogue =
            "worker: { stop_check: 2s }\njobs:\n  deaf: { command: [sh, -c, 'trap \"\" TERM; echo up; sleep 300 & wait; wait; sleep 300'], grace: 1s }\n"
        try await Scene.with(catalogue, worker: true) { scene in
            let id = try await scene.enqueue("deaf")
            #expect(try await eventually { try await scene.yoban("logs", "\(id)").out == "up\n" })
            _ = try await scene.python("sql('UPDATE batch_job_queue SET stop_requested = 1 WHERE id = \(id)')")
            let ran = try await scene.yoban("wait", "\(id)")
            #expect(ran.status == 11 && ran.seconds < 2 + 1 + 2, "\(ran)")
            #expect(Scene.processes(naming: "\(scene.folder)/.yoban/scratch/\(id)-").isEmpty)
        }
    }

    @Test("the guide's SELECT of failed jobs") func failed() async throws {
        try await Scene.with("jobs:\n  bad: { command: [sh, -c, 'exit 3'] }\n", worker: true) { scene in
            #expect(try await scene.yoban("enqueue", "bad", "--wait").status == 10)
            let rows = try await scene.python(
                "db.row_factory = sqlite3.Row\nfor r in sql(\"SELECT * FROM batch_job_queue WHERE status = 'failed' ORDER BY completed_at DESC LIMIT 10\"): print(r['job_name'], r['error_message'], bool(r['completed_at']))"
            )
            #expect(rows.out == "bad exit code 3 True\n")
        }
    }

    @Test("queue_batch_job.py: its line, its exit codes, its list of keys, in the operator's language") func command() async throws {
        let catalogue =
            "jobs:\n  profit-management: { name: 粗利按分管理データ同期, command: [sh, -c, 'true'], retries: { max: 2 } }\n  b: { name: 物件買取実績同期, command: [sh, -c, 'true'] }\n"
        let client = Scene.project + "/Clients/python/queue_batch_job.py"
        try await Scene.with(catalogue) { scene in
            for language in ["ja_JP.UTF-8", "C.UTF-8"] {
                func call(_ arguments: String...) async throws -> Ran {
                    try await scene.run(["/usr/bin/python3", client] + arguments, environment: ["LANG": language, "YOBAN": Scene.yoban])
                }
                let isJapanese = language.hasPrefix("ja")
                let queued = try await call("profit-management")
                let id = isJapanese ? 1 : 2
                #expect(
                    queued.status == 0 && queued.out == "ジョブをキューに追加しました: profit-management (ID: \(id))\n" && queued.err.isEmpty, "\(queued)"
                )
                #expect(try await scene.json("show", "\(id)")["max_retries"] as? Int == 0)
                let keys = "  profit-management: 粗利按分管理データ同期\n  b: 物件買取実績同期\n"
                let unknown = try await call("profit")
                #expect(
                    unknown.status == 1
                        && unknown.err
                            == (isJapanese ? "エラー: 不明なジョブキーです: profit\n利用可能なジョブキー:\n" : "Error: unknown job key: profit\nJob keys:\n")
                                + keys,
                    "\(unknown)")
                let none = try await call()
                #expect(
                    none.status == 1
                        && none.out
                            == (isJapanese
                                ? "使い方: queue_batch_job.py <job_key>\n利用可能なジョブキー:\n" : "Usage: queue_batch_job.py <job_key>\nJob keys:\n")
                                + keys,
                    "\(none)")
            }
            try scene.write("yoban.yaml", "jobs:\n  a: { comand: [x] }\n")
            let broken = try await scene.run(
                ["/usr/bin/python3", client, "a"], environment: ["LANG": "ja_JP.UTF-8", "YOBAN": Scene.yoban])
            #expect(broken.status == 1 && broken.err.contains("設定に誤りがあります") && broken.err.contains("comand"), "\(broken)")
        }
    }

    @Test("batch_job.py, batch_job.sh and yoban progress report from real jobs, and do nothing by hand") func clients() async throws {
        let python =
            "import sys; sys.path.insert(0, '\(Scene.project)/Clients/python')\nfrom batch_job import track, update_job_progress\nfor n in track([1, 2, 3], message=str): pass\nupdate_job_progress('済み', 77)\nprint('end')\n"
        let shell = "set -eu\n. \(Scene.project)/Clients/shell/batch_job.sh\njob_progress_of 120 285 '第六竹石ビル'\necho end\n"
        let own = "\(Scene.yoban) progress 63 '週次集計 %25\nend'\necho end\n"
        let catalogue = "jobs:\n  p: { command: [python3, p.py] }\n  s: { command: [sh, s.sh] }\n  y: { command: [sh, y.sh] }\n"
        let fail = "\nsys.exit(3)\n"
        try await Scene.with(catalogue, files: ["p.py": python + fail, "s.sh": shell + "exit 3\n", "y.sh": own + "exit 3\n"], worker: true)
        { scene in
            let said: [String: (Int, String)] = ["p": (77, "済み"), "s": (42, "120/285 第六竹石ビル"), "y": (63, "週次集計 %25\nend")]
            for (key, (percentage, message)) in said {
                // A failed job keeps what its script said last.
                let ran = try await scene.yoban("enqueue", key, "--wait")
                #expect(ran.status == 10, "\(ran)")
                let job = try await scene.json("show", key)
                #expect(job["progress_percentage"] as? Int == percentage && job["progress_message"] as? String == message, "\(job)")
            }
            for (program, file) in [("/usr/bin/python3", "p.py"), ("/bin/sh", "s.sh"), ("/bin/sh", "y.sh")] {
                let byHand = try await scene.run([program, file])
                #expect(byHand.status == 3 && byHand.out == "end\n" && byHand.err.isEmpty, "\(byHand)")
            }
        }
    }
}
