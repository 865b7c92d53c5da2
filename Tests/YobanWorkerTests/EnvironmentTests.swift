import Testing
import YobanCore
import YobanTestKit
import YobanWorker

@Suite("What a script gets", .timeLimit(.minutes(1)))
struct EnvironmentTests {
    private func environment(
        _ place: Place, change: (inout JobDefinition) -> Void = { _ in }, job changeJob: (inout NewJob) -> Void = { _ in }
    ) async throws -> [String: String] {
        let store = MemoryStore()
        let id = try await store.add(place.define("env", "env -0 >env; pwd >pwd; readlink /proc/self/fd/0 >stdin", change), changeJob)
        try place.start(store)
        #expect(try await store.finished(id).status == .completed)
        let pairs = place.text("env").split(separator: "\0").map {
            $0.split(separator: "=", maxSplits: 1, omittingEmptySubsequences: false)
        }
        return Dictionary(pairs.map { (String($0[0]), String($0[1])) }) { $1 }
    }

    @Test("an environment built from zero, and Yoban's own variables")
    func fromZero() async throws {
        try await withPlace { place in
            let variables = try await environment(place) { $0.environment["BATCH_JOB_ID"] = "forged" }
            let own = [
                "PATH", "HOME", "USER", "LOGNAME", "SHELL", "LANG", "YOBAN_TEST", "PYTHONUNBUFFERED", "PGAPPNAME", "BATCH_JOB_ID",
                "BATCH_JOB_KEY",
                "BATCH_JOB_ATTEMPT", "BATCH_ATTEMPT_ID", "BATCH_FENCING_TOKEN", "BATCH_JOB_DIR", "BATCH_JOB_PROGRESS", "BATCH_JOB_DEADLINE",
            ]
            // What the shell itself adds.
            #expect(Set(variables.keys).subtracting(["PWD", "OLDPWD", "SHLVL", "_"]) == Set(own))
            #expect(variables["BATCH_JOB_ID"] == "1" && variables["BATCH_JOB_KEY"] == "env" && variables["BATCH_JOB_ATTEMPT"] == "1")
            #expect(variables["LANG"] == "ja_JP.UTF-8" && variables["PYTHONUNBUFFERED"] == "1")
            #expect(variables["PGAPPNAME"] == "yoban job=1 attempt=1")
            #expect(variables["BATCH_FENCING_TOKEN"]?.utf8.count == 32)
            #expect(place.lines("pwd") == [place.folder] && place.lines("stdin") == ["/dev/null"])
        }
    }

    @Test("the trace that the job belongs to")
    func trace() async throws {
        try await withPlace { place in
            let trace = TraceParent("00-4bf92f3577b34da6a3ce929d0e0e4736-00f067aa0ba902b7-01")
            let variables = try await environment(place, job: { $0.trace = trace })
            #expect(variables["TRACEPARENT"] == trace?.text)
        }
    }

    @Test("the worker's environment only where the definition inherits it, and Yoban's own still wins")
    func inherited() async throws {
        try await withPlace { place in
            let variables = try await environment(place) {
                $0.inheritsEnvironment = true
                $0.environment["LANG"] = "C"
            }
            #expect(variables["SECRET"] == "of the worker" && variables["LANG"] == "C" && variables["BATCH_JOB_ID"] == "1")
            #expect(variables["HOME"] == nil)
        }
    }

    @Test("a job that a schedule made knows the planned instant, however late it runs")
    func scheduledAt() async throws {
        try await withPlace { place in
            let planned = Instant(milliseconds: 1_770_138_000_000)
            let variables = try await environment(place) { _ in
            } job: {
                $0.uniqueKey = PlannedKey(key: JobKey("env") ?? .init("x")!, planned: planned).uniqueKey
            }
            #expect(variables["BATCH_JOB_SCHEDULED_AT"] == "2026-02-03T17:00:00Z")
        }
    }

    @Test("scratch and progress file are there for the script, and gone or empty after it")
    func scratch() async throws {
        try await withPlace { place in
            let store = MemoryStore()
            let job = try place.define(
                "uses",
                "[ -z \"$(ls -A $BATCH_JOB_DIR)\" ] || exit 9; echo $BATCH_JOB_DIR >>log; [ $BATCH_JOB_ID = 2 ] || touch $BATCH_JOB_DIR/x")
            try place.start(store)
            for _ in 0..<5 { #expect(try await store.finished(store.add(job)).status == .completed) }
            try await until {
                TestFiles.names(in: place.settings.state + "/scratch").flatMap {
                    TestFiles.names(in: place.settings.state + "/scratch/" + $0)
                }.isEmpty
            }
            #expect(Set(place.lines("log")).count == 5)
        }
    }
}
