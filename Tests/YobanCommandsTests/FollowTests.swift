import Foundation
import Testing

@Suite("Following", .timeLimit(.minutes(20))) struct FollowTests {
    private static let step = """
        #!/usr/bin/python3
        import os, time
        print("対象物件: 3 件")
        for i in range(3):
            print(f"::progress {i}/3::第{i}竹石ビル")
            while not os.path.exists(f"\\(os.environ['SCENE_FOLDER'])/go"): time.sleep(0.02)
        print("end", end="")
        """.replacing("\\(os.environ['SCENE_FOLDER'])", with: "{os.environ['FOLDER']}")
    private static let catalogue = """
        jobs:
          step: { name: 粗利按分管理データ同期, command: [step.py], priority: 4, environment: { FOLDER: . } }
          other: { command: [sh, -c, 'true'] }
          flaky: { command: [sh, -c, 'echo try; test -e flag || { touch flag; exit 3; }'], retries: { max: 1, backoff: 1s } }
        """

    @Test("on a pipe: queued, no worker, waiting for whom, started, output with times, progress, the end") func pipe() async throws {
        try await Scene.with(Self.catalogue, files: ["step.py": Self.step]) { scene in
            let followed = try scene.start([Scene.yoban, "enqueue", "step", "--follow"])
            #expect(try await eventually { followed.out.contains("No worker is running. Start one: yoban worker") })
            try await scene.startWorker()
            #expect(try await eventually { followed.out.contains("0%  0/3 第0竹石ビル") })
            let second = try scene.start([Scene.yoban, "enqueue", "other", "--follow"])
            #expect(try await eventually { second.out.contains("Waiting: slot taken by job 1 (step, 0%).") }, "\(second.out)")
            try scene.write("go", "")
            let first = await followed.ended()
            #expect(first.status == 0)
            #expect(first.lines[0] == "Queued job 1 (step, priority 4).")
            #expect(first.out.contains(/\nStarted on \S+, attempt 1, after [0-9.ms ]+\.\n\d\d:\d\d:\d\d  対象物件: 3 件\n/), "\(first.out)")
            #expect(first.out.contains(/\n\d\d:\d\d:\d\d  end\nCompleted in [0-9.ms ]+\.\n$/), "\(first.out)")
            #expect(!first.out.contains("::progress") && !first.out.contains("\u{1B}"))
            #expect((await second.ended()).status == 0)
        }
    }

    @Test("a failure with a retry, in the order in which it happened, in Japanese") func retry() async throws {
        try await Scene.with(Self.catalogue, worker: true) { scene in
            let ran = try await scene.yoban("enqueue", "flaky", "--follow", "--lang", "ja")
            let text = ran.out.replacing(/\d\d:\d\d:\d\d/, with: "T").replacing(/[0-9.]+秒/, with: "S")
            #expect(ran.status == 0)
            let failure = /T  try\n失敗しました（exit code 3）。(T に再試行します（1\/1）|再試行します)\n/
            #expect(text.hasPrefix("ジョブをキューに追加しました: flaky (ID: 1)、優先度 0\n") && text.contains(failure), "\(ran.out)")
            #expect(text.hasSuffix("で開始しました（試行 2）\nT  try\n完了しました（S）\n"), "\(ran.out)")
        }
    }

    @Test("a wait without a worker is not silent, and ends when one comes") func waiting() async throws {
        try await Scene.with(Self.catalogue) { scene in
            let waiting = try scene.start([Scene.yoban, "enqueue", "other", "--wait", "--lang", "ja"])
            #expect(try await eventually { waiting.err == "動いているワーカーがありません。起動: yoban worker\n" })
            try await scene.startWorker()
            #expect((await waiting.ended()).status == 0)
        }
    }

    @Test("a row that is deleted meanwhile is an error, not a success") func vanished() async throws {
        try await Scene.with(Self.catalogue) { scene in
            let id = try await scene.enqueue("other")
            for command in ["wait", "follow"] {
                let number = command == "wait" ? id : try await scene.enqueue("other")
                let watching = try scene.start([Scene.yoban, command, "\(number)"])
                #expect(try await eventually { (watching.out + watching.err).contains("No worker is running") })
                _ = try await scene.python("sql('DELETE FROM batch_job_queue WHERE id = \(number)')")
                let ran = await watching.ended()
                #expect(ran.status == 1 && ran.err.contains("no job \(number)"), "\(ran)")
            }
        }
    }

    @Test("in a terminal: a live bar, Ctrl-C detaches on a line of its own, the job goes on, follow again, stop, retry") func terminal()
        async throws
    {
        // Plays the person: reads what the terminal shows, types Ctrl-C when the bar is there.
        let person = """
            import fcntl, os, pty, re, struct, sys, termios, time
            def play(wanted, key, *command):
                pid, fd = pty.fork()
                if pid == 0: os.execvp(command[0], command)
                fcntl.ioctl(fd, termios.TIOCSWINSZ, struct.pack("HHHH", 24, 80, 0, 0))
                text, end = b"", time.monotonic() + 40
                while time.monotonic() < end:
                    try: part = os.read(fd, 65536)
                    except OSError: break
                    if not part: break
                    text += part
                    if key and wanted in text.decode("utf-8", "replace"): os.write(fd, key); key = b""
                return os.waitstatus_to_exitcode(os.waitpid(pid, 0)[1]), text.decode("utf-8", "replace").replace("\\r\\n", "\\n")
            code, text = play("第0竹石ビル", b"\\x03", "yoban", "enqueue", "step", "--follow")
            assert code == 130, code
            assert "━" in text and "\\x1b[?2026h" in text and "\\x1b[90m" in text, text
            # Between the echo and the message one more frame may be drawn.
            assert re.search(r"\\^C.*\\nDetached\\. Job 1 keeps running\\.\\n  Follow it again:  yoban follow 1\\n  Stop it:          yoban stop 1\\n$", text, re.S), text
            code, text = play("第0竹石ビル", b"\\x03", "yoban", "follow", "1")
            assert code == 130 and "Started on" in text and "対象物件: 3 件" in text, text
            assert play("", b"", "yoban", "stop", "1")[0] == 0
            code, text = play("", b"", "yoban", "follow", "1")
            assert code == 11 and "Stopped after" in text, text
            open("go", "w").close()
            assert "Job 1 is queued again." in play("", b"", "yoban", "retry", "1")[1]
            code, text = play("", b"", "yoban", "follow", "1")
            assert code == 0 and "attempt 2" in text and "Completed in" in text, text
            for columns in (40, 60, 120):
                os.environ["COLUMNS"] = str(columns)
                for line in play("", b"", "yoban", "list")[1].splitlines():
                    assert len(re.sub(r"\\x1b\\[[0-9;]*m", "", line)) <= columns, line
            os.environ["NO_COLOR"] = "1"
            assert "\\x1b[3" not in play("", b"", "yoban", "list")[1]
            """
        try await Scene.with(Self.catalogue, files: ["step.py": Self.step, "person.py": person], worker: true) { scene in
            let ran = try await scene.run(["/usr/bin/python3", "person.py"], environment: ["TERM": "xterm-256color"])
            #expect(ran.status == 0, "\(ran)")
        }
    }
}
