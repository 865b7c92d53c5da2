import Testing
import YobanCore
import YobanTestKit
import YobanWorker

@Suite("Progress", .timeLimit(.minutes(10)))
struct ProgressTests {
    @Test(
        "lines on standard output reach the row while the job runs, beside a bar on standard error; success is 完了, 100",
        arguments: Engine.allCases)
    func lines(_ engine: Engine) async throws {
        try await withPlace { place in
            let store = try await engine.store(in: place)
            let job = try place.define(
                "counts",
                """
                printf '\\r 10%%|#   |' >&2; echo '::progress 120/285::第六竹石ビル'; printf '\\r 20%%|##  |' >&2
                until [ -e go ]; do sleep 0.01; done
                """)
            let id = try await store.add(job)
            try place.start(store)
            try await until { try await store.job(id)?.progress == Progress(percentage: 42, message: "120/285 第六竹石ビル") }
            place.touch("go")
            let done = try await store.finished(id)
            #expect(done.status == .completed && done.progress == .done)
        }
    }

    @Test("lines in the progress file reach the row")
    func file() async throws {
        try await withPlace { place in
            let store = MemoryStore()
            let id = try await store.add(
                place.define("writes", "echo 'progress 55::半分' >>$BATCH_JOB_PROGRESS; until [ -e go ]; do sleep 0.01; done; exit 1"))
            try place.start(store)
            try await until { try await store.job(id)?.progress == Progress(percentage: 55, message: "半分") }
            place.touch("go")
            let done = try await store.finished(id)
            #expect(done.status == .failed && done.progress == Progress(percentage: 55, message: "半分"))
        }
    }

    @Test("what the script itself writes to its row stays, also at a failure", arguments: ["", "echo '::progress 10'"])
    func ownUpdate(_ line: String) async throws {
        try await withPlace { place in
            let store = try await place.sqlite()
            let job = try place.define(
                "updates",
                """
                \(line)
                until [ -e written ]; do sleep 0.01; done
                python3 - <<END
                import os, sqlite3
                with sqlite3.connect("\(place.settings.storePath)", timeout=20) as database:
                    database.execute("UPDATE batch_job_queue SET progress_message = '第六竹石', progress_percentage = 61 WHERE id = ?",
                        (os.environ["BATCH_JOB_ID"],))
                END
                touch updated
                until [ -e go ]; do sleep 0.01; done
                exit 4
                """)
            let id = try await store.add(job)
            try place.start(store)
            // Ours first, so that what follows is the last word.
            if !line.isEmpty { try await until { try await store.job(id)?.progress.percentage == 10 } }
            place.touch("written")
            let theirs = Progress(percentage: 61, message: "第六竹石")
            try await until { try await store.job(id)?.progress == theirs }
            #expect(
                try await place.sql("SELECT id FROM batch_job_queue WHERE status = 'running' AND progress_message LIKE '%第六竹石%'") == [
                    "\(id)"
                ])
            place.touch("go")
            let done = try await store.finished(id)
            #expect(done.status == .failed && done.progress == theirs)
        }
    }

    @Test("the last line counts without its line end")
    func noNewline() async throws {
        try await withPlace { place in
            let store = MemoryStore()
            let id = try await store.add(place.define("ends", "printf '::progress 70::ほぼ終わり'; exit 3"))
            try place.start(store)
            let done = try await store.finished(id)
            #expect(done.status == .failed && done.progress == Progress(percentage: 70, message: "ほぼ終わり"))
        }
    }

    @Test("the start is noted with its time, run directory and state while the job runs")
    func begin() async throws {
        try await withPlace { place in
            let store = MemoryStore()
            let id = try await store.add(place.define("waits", "until [ -e go ]; do sleep 0.01; done"))
            try place.start(store)
            try await until { try await store.attempts(of: id).first?.state == .running }
            let attempt = try #require(try await store.attempts(of: id).first)
            #expect(attempt.runDirectory == place.runs.first && attempt.startedAt != nil)
            place.touch("go")
            #expect(try await store.finished(id).status == .completed)
        }
    }
}
