import Synchronization
import Testing
import YobanCore
import YobanOperations
import YobanTestKit

@Suite("What a person may do with queues")
struct QueuesTests {
    private let store = MemoryStore()
    private let clock = ManualClock(.at(100))
    private let rings = Rings()

    private final class Rings: Sendable {
        let all = Mutex<[Operations.Ring]>([])
    }

    private func operations(_ principal: Principal = .local("yamada")) -> Operations {
        var heavy = JobDefinition(
            key: JobKey("heavy")!, name: "重い", command: ["/srv/heavy.py"], workingDirectory: "/srv",
            location: Location(file: "/srv/yoban.yaml"))
        heavy.placement.queue = "night@gpu"
        let catalogue = Catalogue(file: "/srv/yoban.yaml", ownerUID: 0, definitions: [heavy])
        let rings = rings
        return Operations(store: store, catalogue: catalogue, principal: principal, now: clock.now, isThere: { _ in true }) { _, ring in
            rings.all.withLock { $0.append(ring) }
        }
    }

    private func enqueue(_ queue: String) async throws {
        var job = NewJob(key: nil, name: "a", scriptPath: "/a")
        job.queue = queue
        _ = try await store.enqueue([job], now: .at(5))
    }

    @Test("a queue is paused with its labels and resumed, with who and why; the workers' bells ring at the resume")
    func pause() async throws {
        for queue in ["night", "night@gpu", "day"] { try await enqueue(queue) }
        let pause = QueuePause(queue: "night", reason: "月次の締め", by: "yamada", at: .at(100))
        #expect(try await operations().pauseQueue("night", reason: "月次の締め") == pause)
        #expect(rings.all.withLock { $0 }.isEmpty)
        #expect(try await operations().pausedQueues() == [pause])
        let queues = try await operations().queues()
        #expect(queues.map(\.figures.queue) == ["day", "night", "night@gpu"])
        #expect(queues.map(\.pause) == [nil, pause, pause] && queues.allSatisfy { $0.figures.ready == 1 })
        try await operations().resumeQueue("night")
        #expect(rings.all.withLock { $0 } == [.jobs])
        #expect(try await operations().queues().allSatisfy { $0.pause == nil })
        let noted = try await operations().audit(AuditFilter())
        #expect(noted.map(\.action) == [.resumeQueue, .pauseQueue] && noted.map(\.after) == [nil, "月次の締め"])
        #expect(noted.allSatisfy { $0.target == "night" && $0.author.name == "yamada" })
    }

    @Test("a paused queue without a job is listed too")
    func listed() async throws {
        _ = try await operations().pauseQueue("night", reason: "")
        let queues = try await operations().queues()
        #expect(queues.map(\.figures) == [QueueFigures(queue: "night")] && queues.map(\.pause?.queue) == ["night"])
    }

    @Test("a queue that a definition has, in which a job is, or that needs no name can be paused, and no other")
    func known() async throws {
        try await enqueue("foreign 夜")
        for queue in ["default", "night", "foreign 夜"] { _ = try await operations().pauseQueue(queue, reason: "") }
        #expect(try await operations().pausedQueues().map(\.queue) == ["default", "foreign 夜", "night"])
        let unknown = OperationError.unknownQueue("nigth", nearest: "night", known: ["default", "foreign 夜", "night"])
        await #expect(throws: unknown) { try await operations().pauseQueue("nigth", reason: "") }
        #expect(unknown.text.en.contains("Did you mean night? Known: default, foreign 夜, night."), "\(unknown.text.en)")
        for name in ["night@gpu", "night@", "@gpu"] {
            await #expect(throws: OperationError.labelledQueue(name)) { try await operations().pauseQueue(name, reason: "") }
            await #expect(throws: OperationError.labelledQueue(name)) { try await operations().resumeQueue(name) }
        }
        #expect(OperationError.labelledQueue("night@gpu").text.en.hasSuffix("Name it without: night"))
    }

    @Test("what is paused already says since when, by whom and why; what is not paused says what is")
    func twice() async throws {
        _ = try await operations().pauseQueue("night", reason: "month-end\u{1B}[31m")
        clock.advance(by: .seconds(60))
        let error = await #expect(throws: OperationError.self) { try await operations(.local("suzuki")).pauseQueue("night", reason: "x") }
        let text = try #require(error?.text)
        for words in ["2026-01-01T00:01:40Z", "yamada", "month-end\u{FFFD}[31m", "yoban queue resume night"] {
            #expect(text.en.contains(words) && text.ja.contains(words), "\(words): \(text)")
        }
        let notPaused = OperationError.notPaused("day", paused: ["night"])
        await #expect(throws: notPaused) { try await operations().resumeQueue("day") }
        #expect(notPaused.text.en.contains("Paused: night.") && OperationError.notPaused("a", paused: []).text.ja.contains("一時停止中: なし"))
    }

    @Test("a reason has at most 500 characters")
    func reason() async throws {
        let long = String(repeating: "😀", count: 500)
        await #expect(throws: OperationError.longReason) { try await operations().pauseQueue("night", reason: long + "x") }
        #expect(try await operations().pauseQueue("night", reason: long).reason == long)
    }

    @Test("pausing and resuming need the scope workers:control, looking jobs:read")
    func scopes() async throws {
        let viewer = operations(Principal(name: "token:v", scopes: [.jobsRead, .jobsControl]))
        await #expect(throws: OperationError.forbidden(.workersControl)) { try await viewer.pauseQueue("night", reason: "") }
        await #expect(throws: OperationError.forbidden(.workersControl)) { try await viewer.resumeQueue("night") }
        #expect(try await viewer.queues().isEmpty)
        #expect(try await viewer.pausedQueues().isEmpty)
        let blind = operations(Principal(name: "token:b", scopes: [.jobsEnqueue]))
        await #expect(throws: OperationError.forbidden(.jobsRead)) { try await blind.queues() }
        await #expect(throws: OperationError.forbidden(.jobsRead)) { try await blind.pausedQueues() }
        #expect(try await store.pausedQueues().isEmpty)
    }
}
