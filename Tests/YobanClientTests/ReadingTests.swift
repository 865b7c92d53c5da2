import Testing
import YobanCore
import YobanOperations

@testable import YobanClient

@Suite("What a server shows") struct ReadingTests {
    private func at(_ seconds: Int64) -> Instant { Instant(milliseconds: seconds * 1000) }

    private var job: Job {
        var job = Job(
            id: JobID(7), key: JobKey("profit-management"), name: "粗利按分\n管理", scriptPath: "/srv/a b.py", status: .failed,
            createdAt: at(1))
        job.reason = .exit
        job.hold = .time
        job.queue = "heavy@batch02"
        job.concurrency = ConcurrencyKey(name: "hubspot", limit: 3)
        job.priority = -4
        (job.startedAt, job.completedAt, job.runAfter) = (at(2), at(3), at(4))
        job.errorMessage = "exit code 3\u{1B}[31m"
        job.progress = Progress(percentage: 42, message: "第六竹石ビル")
        (job.retryCount, job.maxRetries, job.lostCount, job.attemptNumber) = (1, 2, 1, 3)
        job.stopRequested = true
        job.timeoutSeconds = 3600
        job.parameters = ["month": "2026-02"]
        (job.uniqueKey, job.submittedBy, job.worker) = ("night", "token:deploy", WorkerID("batch02-aaaa"))
        job.trace = TraceParent("00-4bf92f3577b34da6a3ce929d0e0e4736-00f067aa0ba902b7-01")
        return job
    }

    private var attempt: Attempt {
        var attempt = Attempt(
            id: AttemptID("7-3-abc"), job: JobID(7), number: 3, state: .ended, worker: WorkerID("w"), host: "batch02", claimedAt: at(2))
        (attempt.startedAt, attempt.endedAt, attempt.runDirectory) = (at(2), at(3), "/srv/.yoban/runs/7-3-abc")
        var outcome = AttemptOutcome(reason: .signal, signal: 9, message: "killed")
        outcome.resources.userMilliseconds = 1
        outcome.resources.systemMilliseconds = 2
        outcome.resources.peakMemoryBytes = 3
        outcome.resources.outputBytes = 4
        outcome.resources.droppedBytes = 5
        (outcome.survivors, outcome.endedBy, outcome.processesLeft) = (["12 sleep"], "cgroup", 1)
        attempt.outcome = outcome
        return attempt
    }

    @Test("is the job, the attempt and the worker that it wrote")
    func roundTrip() throws {
        #expect(try Job(JSON(job)) == job)
        let plain = Job(id: JobID(1), key: nil, name: "", scriptPath: "/s", status: .pending, createdAt: at(0))
        #expect(try Job(JSON(plain)) == plain)
        #expect(try Attempt(JSON(attempt), of: JobID(7)) == attempt)
        var running = attempt
        (running.state, running.outcome, running.endedAt, running.runDirectory) = (.running, nil, nil, nil)
        #expect(try Attempt(JSON(running), of: JobID(7)) == running)
        var worker = WorkerRecord(
            id: WorkerID("w"), host: "batch02", pid: 12, slots: 3, bootID: "", doorbell: "", version: "0.1.0", seenAt: at(9))
        (worker.queues, worker.isDraining, worker.lease) = (["default", "heavy"], true, .seconds(60))
        for condition in [nil, WorkerCondition(diskFreeBytes: 5 << 40, diskBytes: 9 << 40, descriptors: 31, descriptorLimit: 1024)] {
            worker.condition = condition
            let standing = WorkerStanding(worker, .draining, held: [JobID(7), JobID(8)])
            #expect(try WorkerStanding(JSON(standing)) == standing)
        }
        var figures = QueueFigures(queue: "night@gpu")
        (figures.ready, figures.held, figures.running, figures.oldestReady) = (3, 2, 1, at(4))
        let queue = QueueStanding(figures, QueuePause(queue: "night", reason: "月次の締め", by: "yamada", at: at(5)))
        #expect(try QueueStanding(JSON(queue)) == queue)
        #expect(try QueueStanding(JSON(QueueStanding(QueueFigures(queue: "q"), nil))) == QueueStanding(QueueFigures(queue: "q"), nil))
        var new = NewAccessToken(name: "deploy", hash: "", scopes: [.jobsRead, .admin], createdBy: "root")
        (new.keyGlobs, new.expiresAt) = (["a-*"], at(9))
        let token = AccessToken(id: 3, new: new, createdAt: at(1), lastUsedAt: at(2), revokedAt: nil)
        #expect(try AccessToken(JSON(token, secret: TokenSecret("yb_x"))) == token)
    }

    @Test("is refused by the name of what is missing or of another kind, and never by a crash")
    func strange() throws {
        let shown = JSON(job).text
        for (part, other, name) in [
            ("\"id\":7", "\"id\":\"7\"", "id"), ("\"status\":\"failed\"", "\"status\":\"odd\"", "status"),
            ("\"created_at\":\"1970-01-01T00:00:01Z\"", "\"created_at\":\"soon\"", "created_at"),
            ("\"stop_requested\":true", "\"stop_requested\":null", "stop_requested"),
            ("\"parameters\":{", "\"parameters\":7,\"x\":{", "parameters"),
        ] {
            let text = shown.replacing(part, with: other)
            let error = #expect(throws: RemoteError.self) { try Job(try JSON(parsing: Array(text.utf8))) }
            #expect(error?.kind == .strange && error?.text.en.contains("\"\(name)\"") == true, "\(text)")
        }
        for text in ["null", "[]", "{}", "7", "\"\""] {
            #expect(throws: RemoteError.self) { try Job(try JSON(parsing: Array(text.utf8))) }
        }
    }

    @Test("a reason that only a newer server knows is passed over")
    func newer() throws {
        let text = JSON(job).text.replacing("\"reason\":\"exit\"", with: "\"reason\":\"eclipse\"")
        #expect(try Job(try JSON(parsing: Array(text.utf8))).reason == nil)
    }
}
