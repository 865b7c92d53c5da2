import Synchronization
import Testing
import YobanCore
import YobanOperations
import YobanTestKit

@Suite("What a person may do with workers")
struct WorkersTests {
    private let store = MemoryStore()
    private let clock = ManualClock(.at(100))
    private let rings = Rings()

    private final class Rings: Sendable {
        let all = Mutex<[Operations.Ring]>([])
    }

    private var operations: Operations {
        let catalogue = Catalogue(file: "/srv/yoban.yaml", ownerUID: 0, definitions: [])
        let rings = rings
        return Operations(store: store, catalogue: catalogue, principal: .local("yamada"), now: clock.now, isThere: { _ in true }) {
            _, ring in
            rings.all.withLock { $0.append(ring) }
        }
    }

    @discardableResult
    private func register(_ id: String, host: String) async throws -> WorkerRecord {
        let record = WorkerRecord(
            id: WorkerID(id), host: host, pid: 1, slots: 2, bootID: "b", doorbell: "", version: "1", seenAt: .at(0))
        _ = try await store.register(record)
        return try #require(try await store.workers().first { $0.id.value == id })
    }

    @Test("a worker is found by its id, or by its host when that has but one")
    func names() async throws {
        try await register("batch01-aaaa", host: "batch01")
        try await register("batch02-bbbb", host: "batch02")
        try await register("batch02-cccc", host: "batch02")
        #expect(try await operations.worker(named: "batch02-cccc").id.value == "batch02-cccc")
        #expect(try await operations.worker(named: "batch01").id.value == "batch01-aaaa")
        await #expect(throws: OperationError.severalWorkers(host: "batch02", [WorkerID("batch02-bbbb"), WorkerID("batch02-cccc")])) {
            try await operations.worker(named: "batch02")
        }
        let error = await #expect(throws: OperationError.self) { try await operations.worker(named: "batch10") }
        #expect(error?.text.en.contains("Did you mean batch01?") == true && error?.text.ja.contains("yoban worker list") == true)
    }

    @Test("a worker is told to take no job, and to take jobs again; its bell rings both times")
    func drain() async throws {
        let worker = try await register("w", host: "h")
        #expect(try await operations.drain(workerNamed: "h", true) == worker.id)
        #expect(try await operations.worker(named: "w").isDraining)
        #expect(try await operations.drain(workerNamed: worker.id.value, false) == worker.id)
        #expect(try await !operations.worker(named: "w").isDraining)
        #expect(rings.all.withLock { $0 } == [.stop, .stop])
        var gone = worker
        gone.id = WorkerID("x")
        await #expect(throws: OperationError.self) { try await operations.drain(workerNamed: gone.id.value, true) }
    }

    @Test("what a worker that is declared dead held is retried or fails; that can be said again, and does nothing more")
    func declareDead() async throws {
        let worker = try await register("w", host: "h")
        var retried = NewJob(key: nil, name: "a", scriptPath: "/a")
        retried.maxRetries = 1
        _ = try await store.enqueue([retried, NewJob(key: nil, name: "b", scriptPath: "/b")], now: .at(0))
        let tokens = [ClaimToken("t1"), ClaimToken("t2")]
        #expect(try await store.claim(tokens, queues: ["default"], by: worker.id, on: "h", now: .at(1)).count == 2)
        #expect(try await operations.jobs(heldBy: worker.id).map(\.id) == [JobID(1), JobID(2)])
        let settled = try await operations.declareDead(worker, language: .english)
        #expect(settled.map(\.claim.job.id) == [JobID(1), JobID(2)] && settled.map(\.outcome.reason) == [.lostHost, .lostHost])
        #expect(try await operations.job(JobID(1)).status == .pending)
        let failed = try await operations.job(JobID(2))
        #expect(failed.status == .failed && failed.reason == .lostHost && failed.errorMessage?.contains("declared dead") == true)
        let retired = try await operations.worker(named: "w")
        #expect(retired.isRetired)
        #expect(try await operations.declareDead(retired, language: .english).isEmpty)
    }

    @Test("a worker that was started anew meanwhile keeps its jobs")
    func cameBack() async throws {
        let old = try await register("w", host: "h")
        try await register("w", host: "h")
        await #expect(throws: OperationError.workerMovedOn(WorkerID("w"))) { try await operations.declareDead(old, language: .english) }
    }

    @Test("the kept output of an attempt is read by offset")
    func log() async throws {
        _ = try await store.enqueue([NewJob(key: nil, name: "a", scriptPath: "/a")], now: .at(0))
        _ = try await store.claim([ClaimToken("t")], queues: ["default"], by: WorkerID("w"), on: "h", now: .at(1))
        let attempt = try #require(try await operations.attempts(of: JobID(1)).first)
        try await store.keepLog([
            LogPiece(job: JobID(1), attempt: 1, offset: 0, bytes: Array("one\n".utf8), marks: "4:1:5"),
            LogPiece(job: JobID(1), attempt: 1, offset: 4, bytes: Array("two\n".utf8), marks: "4:2:6"),
        ])
        #expect(try await operations.log(of: attempt, from: 4, limit: 100).map(\.marks) == ["4:2:6"])
        #expect(try await operations.log(of: attempt, from: 8, limit: 100).isEmpty)
    }
}
