import Testing
import YobanCore
import YobanTestKit

@testable import YobanPostgres

@Suite("What the server tells", .serialized, .timeLimit(.minutes(10)))
struct NewsTests {
    @Test("a job that becomes ready rings, whoever made it and however")
    func ready() async throws {
        let scratch = try await Scratch().migrated()
        let store = try await scratch.open()
        let others = try scratch.foreign()
        var news = store.notifications().makeAsyncIterator()
        #expect(await news.next() == .listening)
        _ = try await others.insert(name: "a", script: "/s", priority: 1)
        #expect(await news.next() == .ready(queue: "default"))
        var night = NewJob(key: nil, name: "b", scriptPath: "/s")
        night.queue = "night shift"
        _ = try await store.enqueue([night, night, night], now: .at(0))
        #expect(await news.next() == .ready(queue: "night shift"))
        night.runAfter = .at(10)
        night.queue = "later"
        _ = try await store.enqueue([night], now: .at(0))
        _ = try await store.promote(now: .at(10))
        #expect(await news.next() == .ready(queue: "later"))
        let claim = try #require(
            try await store.claim([ClaimToken("t")], queues: ["default"], by: WorkerID("w"), on: "h", now: .at(1)).first)
        _ = try await store.release(claim, to: nil, now: .at(2))
        #expect(await news.next() == .ready(queue: "default"))
    }

    @Test("a stop rings, also when an operator sets the flag by hand")
    func stop() async throws {
        let scratch = try await Scratch().migrated()
        let store = try await scratch.open()
        let others = try scratch.foreign()
        let id = try await others.insert(name: "a", script: "/s", priority: 1)
        _ = try await store.claim([ClaimToken("t")], queues: ["default"], by: WorkerID("w"), on: "h", now: .at(1))
        var news = store.notifications().makeAsyncIterator()
        #expect(await news.next() == .listening)
        try await others.setStopRequested(id, true)
        #expect(await news.next() == .stopRequested)
        try await others.setStopRequested(id, false)
        _ = try await store.requestStop(id, now: .at(2))
        #expect(await news.next() == .stopRequested)
    }

    @Test(
        "a job that waited for its concurrency key's place rings when it is ready, and claims and results of jobs without a key are silent")
    func places() async throws {
        let scratch = try await Scratch().migrated()
        let store = try await scratch.open()
        var keyed = NewJob(key: nil, name: "a", scriptPath: "/s")
        (keyed.queue, keyed.concurrency) = ("keyed", ConcurrencyKey(name: "db"))
        _ = try await store.enqueue([keyed, keyed, NewJob(key: nil, name: "b", scriptPath: "/s")], now: .at(0))
        var news = store.notifications().makeAsyncIterator()
        #expect(await news.next() == .listening)
        func claim(_ token: String, _ queue: String) async throws -> Claim? {
            try await store.claim([ClaimToken(token)], queues: [queue], by: WorkerID("w"), on: "h", now: .at(1)).first
        }
        func settle(_ claim: Claim) async throws {
            _ = try await store.settle(
                Settlement(claim: claim, outcome: AttemptOutcome(reason: .ok), verdict: .completed, endedAt: .at(2)))
        }
        try await settle(try #require(try await claim("plain", "default")))
        let first = try #require(try await claim("t1", "keyed"))
        #expect(try await claim("t2", "keyed") == nil)
        try await settle(first)
        #expect(await news.next() == .ready(queue: "keyed"))
        _ = try await store.claim([ClaimToken("t3")], queues: ["keyed"], by: WorkerID("w"), on: "h", now: .at(3))
        _ = try await scratch.foreign().insert(name: "last", script: "/s", priority: 1)
        #expect(await news.next() == .ready(queue: "default"))
    }

    @Test("a worker that is drained, or retired, or has come back rings; its beats and starts do not")
    func workers() async throws {
        let scratch = try await Scratch().migrated()
        let store = try await scratch.open()
        let worker = WorkerRecord(
            id: WorkerID("w"), host: "h", pid: 1, session: 0, beat: 0, slots: 1, bootID: "b", doorbell: "", version: "1", seenAt: .at(0))
        let session = try await store.register(worker)
        var news = store.notifications().makeAsyncIterator()
        #expect(await news.next() == .listening)
        _ = try await store.renew(worker.id, session: session, now: .at(1))
        #expect(try await store.drain(worker.id, true))
        #expect(await news.next() == .workers)
        #expect(try await store.drain(worker.id, true))
        #expect(try await store.renew(worker.id, session: session, now: .at(1)) == .held(isDraining: true))
        _ = try await store.register(worker)
        _ = try await scratch.foreign().insert(name: "between", script: "/s", priority: 1)
        #expect(await news.next() == .ready(queue: "default"))
        #expect(try await store.retire(worker.id, session: session + 1))
        #expect(await news.next() == .workers)
        _ = try await store.register(worker)
        #expect(await news.next() == .workers)
    }

    @Test("a queue that is resumed rings, one that is paused does not")
    func resume() async throws {
        let scratch = try await Scratch().migrated()
        let store = try await scratch.open()
        let author = Author(name: "yamada")
        var news = store.notifications().makeAsyncIterator()
        #expect(await news.next() == .listening)
        #expect(try await store.pause(queue: "night", reason: "", by: author, now: .at(1)))
        #expect(try await !store.resume(queue: "day", by: author, now: .at(2)))
        #expect(try await store.resume(queue: "night", by: author, now: .at(3)))
        #expect(await news.next() == .ready(queue: "night"))
    }

    @Test("another schema's queue is not heard, and a long name of a schema or queue refuses nothing")
    func apart() async throws {
        let server = try PrivatePostgres.shared()
        let (one, two) = (try await Scratch().migrated(), try await Scratch().migrated())
        let store = try await one.open()
        var news = store.notifications().makeAsyncIterator()
        #expect(await news.next() == .listening)
        _ = try await two.foreign().insert(name: "not for us", script: "/s", priority: 1)
        let others = try one.foreign()
        try await others.execute(
            "INSERT INTO batch_job_queue (job_name, script_path, status, queue) VALUES ('long', '/s', 'pending', repeat('夜', 5000))")
        #expect(await news.next() == .ready(queue: String(repeating: "夜", count: 1000)))

        let long = String(repeating: "夜", count: 21)
        try server.session().execute("CREATE SCHEMA \"\(long)\"")
        let address = server.address("postgres", "schema=\(long)")
        _ = try await PostgresStore.migrate(address, dryRun: false)
        let far = try await PostgresStore.open(address)
        var farNews = far.notifications().makeAsyncIterator()
        #expect(await farNews.next() == .listening)
        _ = try await far.enqueue([NewJob(key: nil, name: "a", scriptPath: "/s")], now: .at(0))
        #expect(await farNews.next() == .ready(queue: "default"))
        await far.close()
        try server.session().execute("DROP SCHEMA \"\(long)\" CASCADE")
    }

    @Test("a listener whose session is ended listens again by itself")
    func again() async throws {
        let scratch = try await Scratch().migrated()
        let store = try await scratch.open()
        let others = try scratch.foreign()
        var news = store.notifications().makeAsyncIterator()
        #expect(await news.next() == .listening)
        let ended = try await others.execute(
            "SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE query = 'LISTEN yoban_\(scratch.schema)'")
        #expect(ended == ["t"])
        #expect(await news.next() == .listening)
        _ = try await others.insert(name: "a", script: "/s", priority: 1)
        #expect(await news.next() == .ready(queue: "default"))
    }

    @Test("the session goes when nobody reads any more")
    func end() async throws {
        let scratch = try await Scratch().migrated()
        let store = try await scratch.open()
        let others = try scratch.foreign()
        let reading = { () async in
            var news = store.notifications().makeAsyncIterator()
            _ = await news.next()
        }
        await reading()
        try await waitUntil {
            try await others.execute("SELECT count(*) FROM pg_stat_activity WHERE query = 'LISTEN yoban_\(scratch.schema)'") == ["0"]
        }
    }
}
