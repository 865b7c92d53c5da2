import Testing
import YobanCore
import YobanExecution
import YobanTestKit
import YobanWorker

@Suite("What a script gets", .timeLimit(.minutes(10)))
struct EnvironmentTests {
    private func environment(
        _ place: Place, change: (inout JobDefinition) -> Void = { _ in }, job changeJob: (inout NewJob) -> Void = { _ in },
        settings changeSettings: (inout Settings) -> Void = { _ in }
    ) async throws -> [String: String] {
        let store = MemoryStore()
        let id = try await store.add(place.define("env", "env -0 >env; pwd >pwd; readlink /proc/self/fd/0 >stdin", change), changeJob)
        try place.start(store, changeSettings)
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

    @Test("where other hosts reach the API, and what opens it to this attempt alone; by default neither")
    func token() async throws {
        try await withPlace { place in
            let variables = try await environment(place) { _ in
            } settings: {
                $0.server.url = ServerURL(parsing: "https://yoban.example.jp/nightly/")
            }
            #expect(variables["BATCH_JOB_API"] == "https://yoban.example.jp/nightly")
            let token = try #require(variables["BATCH_FENCING_TOKEN"])
            #expect(variables["BATCH_JOB_TOKEN"] == "yj_1_1_\(token)")
            for text in place.events.map({ $0.text.en + $0.text.ja }) { #expect(!text.contains(token)) }
            #expect(!place.text("logs/batch_job_worker.log").contains(token))
        }
    }

    @Test("run in a terminal, a definition has no row to report to, and no token")
    func foreground() async throws {
        try await withPlace { place in
            var settings = place.settings
            settings.server.url = ServerURL(parsing: "https://yoban.example.jp")
            let host = try RunHost(stateDirectory: settings.state, shim: RunHost.installedShim(), cgroupParent: nil)
            let run = ForegroundRun(
                try place.define("env", "true"), parameters: [:], catalogue: place.catalogue, settings: settings, environment: [:],
                host: host, now: wallClock())
            let names = Set(try run.request().environment.map(\.name))
            await host.close()
            #expect(names.contains("BATCH_JOB_ID") && names.isDisjoint(with: ["BATCH_JOB_API", "BATCH_JOB_TOKEN"]))
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
            #expect(variables["BATCH_JOB_TOKEN"] == nil, "that of a job whose work the worker is")
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
