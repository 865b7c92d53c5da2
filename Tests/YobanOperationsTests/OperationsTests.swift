import Synchronization
import Testing
import YobanCore
import YobanOperations
import YobanTestKit

@Suite("What a person may do")
struct OperationsTests {
    private final class Scene: Sendable {
        let store = MemoryStore()
        let clock = ManualClock(.at(0))
        let rings = Mutex<[Operations.Ring]>([])

        var operations: Operations {
            var known = JobDefinition(
                key: JobKey("profit-management")!, name: "粗利按分管理データ同期", command: ["/srv/profit.py"], workingDirectory: "/srv",
                location: Location(file: "/srv/yoban.yaml"))
            known.priority = 4
            known.maxRetries = 2
            known.timeout = .milliseconds(1500)
            known.parameters = [Parameter(name: "month", kind: .integer(minimum: 1, maximum: 12), isRequired: false)]
            let catalogue = Catalogue(file: "/srv/yoban.yaml", ownerUID: 0, definitions: [known])
            return Operations(store: store, catalogue: catalogue, principal: .local("yamada"), now: clock.now, isThere: { _ in true }) {
                _, ring in
                self.rings.withLock { $0.append(ring) }
            }
        }

        /// The rings since the last look.
        func heard() -> [Operations.Ring] {
            rings.withLock { rings in
                defer { rings = [] }
                return rings
            }
        }

        func job(_ id: JobID) async throws -> Job { try #require(try await store.job(id)) }
        func claim() async throws -> Claim {
            try #require(try await store.claim([ClaimToken("t")], queues: ["default"], by: WorkerID("w"), on: "h", now: .at(1)).first)
        }
        func settle(_ claim: Claim, _ verdict: Verdict) async throws {
            _ = try await store.settle(Settlement(claim: claim, outcome: AttemptOutcome(reason: .exit), verdict: verdict, endedAt: .at(2)))
        }
    }

    private let request = EnqueueRequest(key: "profit-management")

    // MARK: Queueing

    @Test("a job is queued as its definition says, with who asked, and the workers are woken")
    func enqueue() async throws {
        let scene = Scene()
        var request = request
        request.parameters = ["month": "7"]
        let answer = try await scene.operations.enqueue([request])
        #expect(answer == [.created(JobID(1))] && scene.heard() == [.jobs])
        let job = try await scene.job(JobID(1))
        #expect(job.key == JobKey("profit-management") && job.name == "粗利按分管理データ同期" && job.scriptPath == "/srv/profit.py")
        #expect(job.priority == 4 && job.maxRetries == 2 && job.timeoutSeconds == 2 && job.submittedBy == "yamada")
        #expect(job.parameters == ["month": "7"] && job.hold == nil)
    }

    @Test("what is said at the call counts more than the definition")
    func overrides() async throws {
        let scene = Scene()
        var request = request
        (request.priority, request.maxRetries, request.timeoutSeconds, request.runAfter) = (9, 0, 0, .at(60))
        _ = try await scene.operations.enqueue([request])
        let job = try await scene.job(JobID(1))
        #expect(job.priority == 9 && job.maxRetries == 0 && job.timeoutSeconds == 0 && job.runAfter == .at(60) && job.hold == .time)
    }

    @Test(
        "an unknown key queues nothing, and the nearest one is named", arguments: [("profit-managment", true), ("あ", false), ("", false)])
    func unknownKey(_ key: String, isNear: Bool) async throws {
        let scene = Scene()
        let nearest = isNear ? JobKey("profit-management") : nil
        await #expect(throws: OperationError.unknownKey(key, nearest: nearest, known: [JobKey("profit-management")!])) {
            try await scene.operations.enqueue([request, EnqueueRequest(key: key)])
        }
        #expect(try await scene.store.newestJob() == nil, "all or none")
        #expect(scene.heard().isEmpty)
    }

    @Test(
        "wrong parameters queue nothing, and all that is wrong is said",
        arguments: [["month": "13"], ["year": "1"], ["month": "x", "day": "1"]])
    func wrongParameters(_ parameters: [String: String]) async throws {
        let scene = Scene()
        var request = request
        request.parameters = parameters
        let error = await #expect(throws: OperationError.self) { try await scene.operations.enqueue([request]) }
        guard case .parameters(_, let why) = error else {
            Issue.record("another error: \(String(describing: error))")
            return
        }
        #expect(why.reasons.count == parameters.count)
        #expect(try await scene.store.newestJob() == nil)
    }

    @Test("a unique key is answered with the job that has it")
    func uniqueKey() async throws {
        let scene = Scene()
        var request = request
        request.uniqueKey = "night"
        #expect(try await scene.operations.enqueue([request, request]) == [.created(JobID(1)), .existing(JobID(1))])
        try await scene.settle(scene.claim(), .completed)
        #expect(try await scene.operations.enqueue([request]) == [.created(JobID(2))])
    }

    // MARK: Stopping and retrying

    @Test("each state answers a stop in its own way; only a running job's worker is woken")
    func stop() async throws {
        let scene = Scene()
        let id = try await scene.operations.enqueue([request])[0].id
        _ = try await scene.operations.enqueue([request])
        let claim = try await scene.claim()
        _ = scene.heard()
        #expect(try await scene.operations.stop(id) == .requested && scene.heard() == [.stop])
        #expect(try await scene.operations.stop(JobID(2)) == .stoppedBeforeStart && scene.heard().isEmpty)
        try await scene.settle(claim, .stopped)
        #expect(try await scene.operations.stop(id) == .alreadyFinished(.stopped) && scene.heard().isEmpty)
        await #expect(throws: OperationError.unknownJob(JobID(99), newest: JobID(2))) { try await scene.operations.stop(JobID(99)) }
    }

    @Test("only a finished job is put back; its number stays, and the workers are woken")
    func retry() async throws {
        let scene = Scene()
        let id = try await scene.operations.enqueue([request])[0].id
        await #expect(throws: OperationError.notFinished(id, .pending)) { try await scene.operations.retry(id) }
        let claim = try await scene.claim()
        await #expect(throws: OperationError.notFinished(id, .running)) { try await scene.operations.retry(id) }
        try await scene.settle(claim, .failed)
        _ = scene.heard()
        try await scene.operations.retry(id)
        #expect(scene.heard() == [.jobs])
        #expect(try await scene.job(id).status == .pending)
        await #expect(throws: OperationError.unknownJob(JobID(7), newest: id)) { try await scene.operations.retry(JobID(7)) }
    }

    @Test("a job whose unique key another one has by now is not put back")
    func retryExisting() async throws {
        let scene = Scene()
        var request = request
        request.uniqueKey = "night"
        let id = try await scene.operations.enqueue([request])[0].id
        try await scene.settle(scene.claim(), .failed)
        let other = try await scene.operations.enqueue([request])[0].id
        await #expect(throws: OperationError.existing(id, other: other)) { try await scene.operations.retry(id) }
    }

    // MARK: Running again

    @Test("running again queues a new job with the same parameters, priority and limits, by whoever asks now")
    func rerun() async throws {
        let scene = Scene()
        var request = request
        (request.parameters, request.priority, request.maxRetries, request.timeoutSeconds) = (["month": "3"], 8, 1, 30)
        let id = try await scene.operations.enqueue([request])[0].id
        let again = try await scene.operations.rerun(id)
        #expect(again == JobID(2))
        let job = try await scene.job(again)
        #expect(job.parameters == ["month": "3"] && job.priority == 8 && job.maxRetries == 1 && job.timeoutSeconds == 30)
        #expect(job.key == JobKey("profit-management") && job.submittedBy == "yamada")
    }

    @Test("another program's row is run again by its definition, or as the same script; a definition that is gone is not")
    func rerunForeign() async throws {
        let scene = Scene()
        let known = try await scene.store.insert(name: "theirs", script: "/srv/profit.py", priority: 2)
        let job = try await scene.job(scene.operations.rerun(known))
        #expect(job.key == JobKey("profit-management") && job.priority == 2)
        let bare = try await scene.store.insert(name: "theirs", script: "/srv/other.sh", priority: 1)
        let copy = try await scene.job(scene.operations.rerun(bare))
        #expect(
            copy.key == nil && copy.scriptPath == "/srv/other.sh" && copy.name == "theirs" && copy.priority == 1
                && copy.submittedBy == "yamada")
        let gone = try await scene.store.enqueue([NewJob(key: JobKey("gone"), name: "gone", scriptPath: "/srv/other.sh")], now: .at(0))[0]
            .id
        await #expect(throws: OperationError.definitionGone(gone, name: "gone")) { try await scene.operations.rerun(gone) }
        await #expect(throws: OperationError.unknownJob(JobID(99), newest: gone)) { try await scene.operations.rerun(JobID(99)) }
    }

    // MARK: Looking

    @Test("jobs are found by number in the order asked, by key the newest first")
    func looking() async throws {
        let scene = Scene()
        for _ in 0..<3 { _ = try await scene.operations.enqueue([request]) }
        #expect(try await scene.operations.jobs([JobID(3), JobID(9), JobID(1)]).map(\.id) == [JobID(3), JobID(1)])
        #expect(try await scene.operations.jobs([]).isEmpty)
        #expect(try await scene.operations.newestJob(of: "profit-management")?.id == JobID(3))
        #expect(try await scene.operations.newestJob(of: "none") == nil)
        #expect(try await scene.operations.newestJob(of: "a*b") == nil)
        #expect(try await scene.operations.jobsAhead(of: JobID(2)) == 1)
        await #expect(throws: OperationError.unknownJob(JobID(4), newest: JobID(3))) { try await scene.operations.job(JobID(4)) }
    }

    @Test("every reason says what to do next, in both languages")
    func texts() {
        let key = JobKey("profit-management")!
        let errors: [OperationError] = [
            .unknownKey("x", nearest: key, known: [key]), .unknownKey("x", nearest: nil, known: []),
            .unknownJob(JobID(1), newest: nil), .unknownJob(JobID(1), newest: JobID(2)), .notFinished(JobID(1), .running),
            .existing(JobID(1), other: JobID(2)), .definitionGone(JobID(1), name: "名"), .unreadableParameters(JobID(1)),
        ]
        for error in errors {
            #expect(error.text.ja.contains("yoban ") && error.text.en.contains("yoban "), "\(error)")
        }
    }
}
