import Testing
import YobanCore
import YobanTestKit

@testable import YobanPostgres

@Suite("What the server tells", .timeLimit(.minutes(1)))
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
        let claim = try #require(try await store.claim([ClaimToken("t")], queues: ["default"], by: WorkerID("w"), on: "h", now: .at(1)).first)
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

    @Test("another schema's queue is not heard, and a long name of a schema or queue refuses nothing")
    func apart() async throws {
        let server = try PrivateServer.shared()
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
