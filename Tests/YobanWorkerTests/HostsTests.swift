import Testing
import YobanCore
import YobanExecution
import YobanScheduler
import YobanTestKit
import YobanWorker

@Suite("Two hosts around one store", .timeLimit(.minutes(10)))
struct HostsTests {
    /// Tells when it begins and ends, and ends when it is told to.
    static let careful = """
        echo "start $BATCH_JOB_ATTEMPT" >>log
        trap 'echo "end $BATCH_JOB_ATTEMPT" >>log; exit 1' TERM
        until [ -e go ]; do sleep 0.01; done
        echo "end $BATCH_JOB_ATTEMPT" >>log
        """
    static let lease: Duration = .seconds(5)

    /// Host "a", whose way to the store can be cut.
    struct Cut {
        let store = TroubledStore(MemoryStore())
        let process: WorkerProcess

        init(_ place: Place, _ change: (inout Settings) -> Void = { _ in }) throws {
            process = try place.start(store, state: place.folder + "/state-a", host: "a", isShared: true) {
                $0.worker.lease = HostsTests.lease
                change(&$0)
            }
        }
    }

    /// Host "b", with the agents that a host runs beside its worker, while the body runs.
    private func withOther(_ place: Place, _ store: TroubledStore, _ body: (WorkerProcess) async throws -> Void) async throws {
        let b = try place.start(store.inner, state: place.folder + "/state-b", host: "b", isShared: true) { $0.worker.lease = Self.lease }
        let lost = LostHosts(
            store: store.inner, catalogue: { place.catalogue }, language: .japanese, now: wallClock, bootTime: bootTime,
            lost: { worker, _ in place.touch("lost-\(worker.host)") }, failed: { _, _ in })
        let promoter = Promoter(
            store: store.inner, interval: .milliseconds(100), now: wallClock, promoted: { b.worker.wake() }, failed: { _, _ in })
        try await withThrowingTaskGroup(of: Void.self) { group in
            group.addTask { await lost.run() }
            group.addTask { await promoter.run() }
            try await body(b)
            group.cancelAll()
        }
    }

    private func cutOff(_ cut: Cut, _ id: JobID, _ place: Place) async throws {
        try await until { place.lines("log") == ["start 1"] }
        try await until { try await cut.store.workers().count == 2 }
        cut.store.away(.unreachable)
    }

    @Test("a job of a host that is cut off runs on the other, never on both; the first comes back and goes on")
    func takeover() async throws {
        try await withPlace { place in
            let cut = try Cut(place)
            let job = try place.define("job", Self.careful) {
                $0.maxRetries = 1
                $0.retryPolicy = RetryPolicy(backoff: .milliseconds(50))
            }
            let id = try await cut.store.add(job)
            try await until { place.lines("log") == ["start 1"] }
            try await withOther(place, cut.store) { b in
                try await cutOff(cut, id, place)
                try await until { place.lines("log").count >= 3 }
                #expect(place.lines("log") == ["start 1", "end 1", "start 2"])
                let attempts = try await cut.store.attempts(of: id)
                #expect(attempts.map(\.host) == ["a", "b"] && attempts[0].outcome?.reason == .lostHost)
                #expect(attempts[0].outcome?.message.contains("ホスト a") == true)
                // The first finds its run ended by the shim; its job is somebody else's now.
                cut.store.away(nil)
                try await until { place.events.contains { if case .retired = $0 { true } else { false } } }
                try await until { place.events.contains { if case .claimLost = $0 { true } else { false } } }
                place.touch("go")
                let end = try await cut.store.finished(id)
                #expect(end.status == .completed && end.retryCount == 1 && end.lostCount == 1)
                #expect(place.lines("log") == ["start 1", "end 1", "start 2", "end 2"])
                await b.stop()
                let next = try await cut.store.add(place.define("next", "true"))
                #expect(try await cut.store.finished(next).status == .completed)
                #expect(try await cut.store.attempts(of: next).first?.host == "a")
            }
        }
    }

    @Test(
        "a job that may not be re-run goes on alone; its host was given up for lost, and its true end is recorded late",
        arguments: [false, true])
    func late(isRestarted: Bool) async throws {
        try await withPlace { place in
            let cut = try Cut(place)
            let id = try await cut.store.add(place.define("job", Self.careful))
            try await until { place.lines("log") == ["start 1"] }
            try await withOther(place, cut.store) { _ in
                try await cutOff(cut, id, place)
                let lost = try await cut.store.finished(id)
                #expect(lost.status == .failed && lost.reason == .lostHost)
                if isRestarted { await cut.process.stop() }
                place.touch("go")
                try await until { place.lines("log") == ["start 1", "end 1"] }
                cut.store.away(nil)
                if isRestarted {
                    try place.start(cut.store, state: place.folder + "/state-a", host: "a", isShared: true) { $0.worker.lease = Self.lease }
                }
                try await until { try await cut.store.status(id) == .completed }
                #expect(place.lines("log") == ["start 1", "end 1"])
                try await until { place.events.contains { if case .lateResult = $0 { true } else { false } } }
            }
        }
    }

    @Test("a run whose row was only given up for lost goes on when its host comes back, and its true end is recorded")
    func stillRunning() async throws {
        try await withPlace { place in
            let cut = try Cut(place)
            let id = try await cut.store.add(place.define("job", Self.careful))
            try await until { place.lines("log") == ["start 1"] }
            try await withOther(place, cut.store) { _ in
                try await cutOff(cut, id, place)
                _ = try await cut.store.finished(id)
                #expect(place.lines("log") == ["start 1"])
                cut.store.away(nil)
                // It beats in its new session after it has looked at its rows.
                try await until {
                    try await cut.store.inner.workers().contains { $0.host == "a" && !$0.isRetired && $0.beat > 0 }
                }
                #expect(place.lines("log") == ["start 1"])
                place.touch("go")
                try await until { try await cut.store.status(id) == .completed }
                #expect(place.lines("log") == ["start 1", "end 1"])
                #expect(try await cut.store.attempts(of: id).map(\.outcome?.reason) == [.ok])
            }
        }
    }

    @Test("an outage for everybody, longer than any lease, takes no job away: the run is ended in time and tried again by its own host")
    func outage() async throws {
        try await withPlace { place in
            let cut = try Cut(place)
            let job = try place.define("job", Self.careful) {
                $0.maxRetries = 1
                $0.retryPolicy = RetryPolicy(backoff: .milliseconds(50))
            }
            let id = try await cut.store.add(job)
            let promoter = Promoter(store: cut.store, interval: .milliseconds(100), now: wallClock, promoted: {}, failed: { _, _ in })
            try await withThrowingTaskGroup(of: Void.self) { group in
                group.addTask { await promoter.run() }
                try await until { place.lines("log") == ["start 1"] }
                cut.store.away(.unreachable)
                try await until { place.lines("log") == ["start 1", "end 1"] }
                try await until {
                    TestFiles.names(in: place.folder + "/state-a/runs").contains {
                        TestFiles.exists(place.folder + "/state-a/runs/\($0)/result")
                    }
                }
                place.touch("go")
                cut.store.away(nil)
                #expect(try await cut.store.finished(id).status == .completed)
                #expect(try await cut.store.attempts(of: id).map(\.outcome?.reason) == [.leaseLost, .ok])
                group.cancelAll()
            }
        }
    }

    @Test("a job that takes longer than the lease is left in peace while its worker beats")
    func alive() async throws {
        try await withPlace { place in
            let cut = try Cut(place)
            let id = try await cut.store.add(place.define("job", Self.careful) { $0.maxRetries = 1 })
            try await until { place.lines("log") == ["start 1"] }
            let begin = bootTime()
            try await withOther(place, cut.store) { _ in
                try await until { bootTime() > begin + Self.lease + LeaseWatch.margin(lease: Self.lease) + .seconds(1) }
                place.touch("go")
                #expect(try await cut.store.finished(id).status == .completed)
                #expect(place.lines("log") == ["start 1", "end 1"])
                #expect(try await cut.store.workers().allSatisfy { $0.session == 1 && !$0.isRetired })
            }
        }
    }

    @Test("a worker that is declared dead although it lives ends what was taken from it, and goes on under a new session")
    func declaredDead() async throws {
        try await withPlace { place in
            let store = MemoryStore()
            let job = try place.define("job", Self.careful) {
                $0.maxRetries = 1
                $0.retryPolicy = RetryPolicy(backoff: .milliseconds(50))
            }
            let id = try await store.add(job)
            try place.start(store, host: "a", isShared: true) { $0.worker.heartbeat = .milliseconds(50) }
            try await until { place.lines("log") == ["start 1"] }
            let record = try #require(try await store.workers().first)
            let lost = LostWorker(store: store, catalogue: place.catalogue, language: .japanese, now: wallClock)
            #expect(try await lost.retire(record, .declaredDead)?.count == 1)
            try await until { place.lines("log") == ["start 1", "end 1"] }
            try await until { try await store.promote(now: wallClock()).promoted == 1 }
            try await until { place.lines("log") == ["start 1", "end 1", "start 2"] }
            place.touch("go")
            #expect(try await store.finished(id).status == .completed)
            #expect(try await store.workers().map(\.session) == [3])
            #expect(try await store.attempts(of: id).map(\.outcome?.reason) == [.lostHost, .ok])
        }
    }

    @Test("jobs for a host's label are taken there only, by its name in small letters")
    func labels() async throws {
        try await withPlace { place in
            let store = MemoryStore()
            let job = try place.define("job", "true") { $0.placement.queue = Placement.queue("default", label: "big.host") }
            let ids = [try await store.add(job), try await store.add(job)]
            try place.start(store, state: place.folder + "/state-a", host: "a", isShared: true)
            let other = try place.define("other", "true")
            _ = try await store.finished(store.add(other))
            for id in ids { #expect(try await store.status(id) == .pending) }
            try place.start(store, state: place.folder + "/state-b", host: "Big.Host", isShared: true)
            for id in ids { #expect(try await store.finished(id).status == .completed) }
            let records = try await store.workers().filter { $0.host == "Big.Host" }
            #expect(records.map(\.queues) == [["default", "default@big.host"]])
        }
    }
}
