import Testing
import YobanCore
import YobanTestKit

@Suite("What the end of a job means") struct FinishedJobTests {
    private static func job(_ id: Int64, _ status: JobStatus, at end: Double?, key: String? = "report") -> Job {
        var job = Job(
            id: JobID(id), key: key.flatMap { JobKey($0) }, name: "report", scriptPath: "/report.py", status: status, createdAt: .at(0))
        job.completedAt = end.map { .at($0) }
        return job
    }

    @Test(
        "failed each time, recovered once, nothing else",
        arguments: [
            (JobStatus.failed, nil, false, NoticeKind.failed), (.failed, .failed, true, .failed), (.completed, .failed, false, .recovered),
            (.completed, nil, true, .recovered), (.completed, .completed, false, nil), (.completed, nil, false, nil),
            (.stopped, .failed, true, nil), (.running, .failed, true, nil), (.pending, .failed, true, nil),
        ] as [(JobStatus, JobStatus?, Bool, NoticeKind?)])
    func event(_ status: JobStatus, _ before: JobStatus?, _ wasTold: Bool, _ expected: NoticeKind?) {
        let previous = before.map { Self.job(1, $0, at: 10) }
        #expect(FinishedJob.event(of: Self.job(2, status, at: 20), previous: previous, wasToldAsFailed: wasTold) == expected)
    }

    @Test("the job before is the one of the key that ended last before, whatever its number")
    func predecessor() {
        let job = Self.job(5, .completed, at: 50)
        let others = [
            Self.job(1, .completed, at: 10), Self.job(6, .failed, at: 40), Self.job(7, .completed, at: 60), Self.job(4, .completed, at: 30),
            Self.job(3, .stopped, at: 45), Self.job(2, .failed, at: 49, key: "other"), Self.job(8, .running, at: nil), job,
        ]
        #expect(FinishedJob.predecessor(of: job, among: others)?.id == JobID(6))
        #expect(FinishedJob.predecessor(of: job, among: [Self.job(4, .failed, at: 50), Self.job(9, .failed, at: 50)])?.id == JobID(4))
        #expect(FinishedJob.predecessor(of: Self.job(5, .completed, at: 50, key: nil), among: others) == nil)
        #expect(FinishedJob.predecessor(of: job, among: []) == nil)
    }
}

@Suite("What is told of jobs that are late") struct LateJobTests {
    private static var definition: JobDefinition {
        var definition = JobDefinition(
            key: JobKey("report")!, name: "report", command: ["/bin/true"], workingDirectory: "/", location: Location(file: "/yoban.yaml"))
        definition.tooLong = .seconds(60)
        return definition
    }

    @Test("a running job is too long from the limit on", arguments: [(59.999, false), (60, true), (61, true)])
    func tooLong(_ second: Double, _ expected: Bool) {
        var job = Job(id: JobID(1), key: nil, name: "", scriptPath: "", status: .running, createdAt: .at(-100))
        job.startedAt = .at(0)
        #expect(LateJob.isTooLong(job, Self.definition, now: .at(second)) == expected)
        job.status = .completed
        #expect(!LateJob.isTooLong(job, Self.definition, now: .at(second)))
        var without = Self.definition
        without.tooLong = nil
        job.status = .running
        #expect(!LateJob.isTooLong(job, without, now: .at(second)))
    }

    @Test(
        "an instant is looked at when its delay is wholly over, once, and the latest of several",
        arguments: [(4200.0, nil), (4200.001, 3600), (7800, 3600), (7800.001, 7200)] as [(Double, Double?)])
    func due(_ now: Double, _ expected: Double?) throws {
        let hourly = try CronExpression("0 * * * *")
        let due = LateJob.due(hourly, after: .at(0), allowing: .seconds(600), now: .at(now), in: .utc)
        #expect(due == expected.map { .at($0) })
        if let due { #expect(LateJob.due(hourly, after: due, allowing: .seconds(600), now: .at(now), in: .utc) == nil) }
    }

    @Test(
        "an instant is missed unless an attempt was begun by the end of its delay",
        arguments: [(nil, true), (0, false), (600, false), (600.001, true)] as [(Double?, Bool)])
    func missed(_ claimed: Double?, _ expected: Bool) {
        var attempts: [Attempt] = []
        if let claimed {
            attempts = [
                Attempt(
                    id: AttemptID("1-1-a"), job: JobID(1), number: 1, state: .ended, worker: WorkerID("w"), host: "h",
                    claimedAt: .at(claimed))
            ]
        }
        #expect(LateJob.isMissed(.at(0), allowing: .seconds(600), attempts: attempts) == expected)
        for index in attempts.indices { attempts[index].state = .released }
        #expect(LateJob.isMissed(.at(0), allowing: .seconds(600), attempts: attempts), "a release is no start")
    }
}

@Suite("Notices") struct NoticeTests {
    @Test("a subject is read as it was written", arguments: [NoticeSubject.attempt(JobID(12), 3), .planned(JobKey("a.b-c_d")!, .at(1.5))])
    func subject(_ subject: NoticeSubject) { #expect(NoticeSubject(text: subject.text) == subject) }

    @Test("what is no subject is none", arguments: ["", "12", "12/", "/3", "a/b", "@5", "report@", "re port@5"])
    func noSubject(_ text: String) { #expect(NoticeSubject(text: text) == nil) }

    @Test("stored words are API")
    func words() {
        #expect(NoticeKind.allCases.map(\.rawValue) == ["failed", "recovered", "too_long", "missed"])
        #expect(NoticeState.allCases.map(\.rawValue) == ["pending", "sent", "given_up"])
        #expect(NoticeSubject.attempt(JobID(12), 3).text == "12/3")
        #expect(NoticeSubject.planned(JobKey("report")!, Instant(milliseconds: 5)).text == "report@5")
    }

    @Test(
        "a notice is tried again with growing pauses, and given up after a day",
        arguments: [(1, 0.0, 10.0), (2, 0, 60), (3, 0, 300), (4, 0, 1800), (5, 0, 7200), (20, 79_200, 7200), (21, 79_200.001, nil)]
            as [(Int, Double, Double?)])
    func patience(_ tries: Int, _ now: Double, _ pause: Double?) {
        var notice = Notice(
            id: 1, new: NewNotice(kind: .failed, subject: .attempt(JobID(1), 1), key: nil, channel: "ops", delivery: "", body: ""),
            at: .at(0))
        notice.tries = tries
        let end = NoticePatience.end(of: notice, error: "no", now: .at(now))
        #expect(end == (pause.map { .again(at: .at(now + $0), error: "no") } ?? .givenUp(error: "no")))
        #expect(NoticePatience.end(of: notice, error: "no", isFinal: true, now: .at(now)) == .givenUp(error: "no"))
    }
}
