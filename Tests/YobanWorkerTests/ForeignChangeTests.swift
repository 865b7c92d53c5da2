import Testing
import YobanCore
import YobanTestKit
import YobanWorker

@Suite("Rows that others change under a run", .timeLimit(.minutes(10)))
struct ForeignChangeTests {
    /// Notes when two of them are there at once; the first of all stays until it is ended.
    static let guarded = """
        [ -e inside ] && echo twice >>log
        touch inside; echo start >>log
        trap 'sleep 0.3; rm -f inside; echo ended >>log; exit 0' TERM
        [ $(grep -c start log) -ge 2 ] || while :; do sleep 0.01; done
        rm -f inside
        """

    @Test("a row that is set back to pending ends its run, and the job runs anew only after that")
    func setBack() async throws {
        try await withPlace { place in
            let store = try await place.sqlite()
            let id = try await store.add(place.define("guarded", Self.guarded) { $0.grace = .seconds(20) })
            try place.start(store) { $0.worker.slots = 2 }
            try await until { place.lines("log") == ["start"] }
            try await place.sql("UPDATE batch_job_queue SET status = 'pending' WHERE id = \(id)")
            #expect(try await store.finished(id).status == .completed)
            #expect(place.lines("log") == ["start", "ended", "start"])
        }
    }

    @Test("a row that is removed ends its run")
    func removed() async throws {
        try await withPlace { place in
            let store = try await place.sqlite()
            let id = try await store.add(place.define("long", "exec sleep 300") { $0.timeout = .seconds(600) })
            try place.start(store)
            // Quiet from here on: only a look at the row can find it out.
            try await until { try await store.attempts(of: id).first?.state == .running }
            try await place.sql("DELETE FROM batch_job_queue WHERE id = \(id)")
            try await until { place.events.contains { if case .claimLost = $0 { true } else { false } } }
            #expect(place.processes.isEmpty)
        }
    }

    @Test("a row that was set back while no worker was there: the old run is ended before the new one starts")
    func orphan() async throws {
        try await withPlace { place in
            let store = try await place.sqlite()
            let id = try await store.add(place.define("guarded", Self.guarded))
            let first = try place.start(store)
            try await until { place.lines("log") == ["start"] }
            await first.stop()
            try await place.sql("UPDATE batch_job_queue SET status = 'pending' WHERE id = \(id)")
            try place.start(store) { $0.worker.grace = .seconds(20) }
            #expect(try await store.finished(id).status == .completed)
            #expect(place.lines("log") == ["start", "ended", "start"])
            #expect(place.events.contains { if case .orphanEnded = $0 { true } else { false } })
        }
    }

    @Test("a result that was written down just before the worker died is not taken for an orphan's trouble")
    func acknowledgedLate() async throws {
        try await withPlace { place in
            let store = MemoryStore()
            let id = try await store.add(place.define("job", "echo up >>log"))
            let first = try place.start(store)
            #expect(try await store.finished(id).status == .completed)
            await first.stop()
            TestFiles.remove(place.runs[0] + "/reported")
            let second = try place.start(store)
            try await until { TestFiles.exists(place.runs[0] + "/reported") }
            await second.stop()
            #expect(try await store.status(id) == .completed && place.lines("log") == ["up"])
        }
    }

    @Test("a plain row of another program runs by its definition's script")
    func plainRow() async throws {
        try await withPlace { place in
            let store = try await place.sqlite()
            let job = try place.define("known", "echo $BATCH_JOB_KEY >>log")
            try await place.sql(
                "INSERT INTO batch_job_queue (job_name, script_path, status, priority) VALUES ('既知', '\(job.scriptPath)', 'pending', 3)")
            try place.start(store)
            #expect(try await store.finished(JobID(1)).status == .completed)
            #expect(place.lines("log") == ["known"])
        }
    }
}
