import Synchronization
import YobanCore
import YobanTestKit

@testable import YobanNotices

/// A store, a clock and a catalogue, and those who watch and send.
final class Scene: Sendable {
    let store: any Store
    let clock = ManualClock(.at(0))
    let catalogue = Mutex(Catalogue(file: "/yoban.yaml", ownerUID: 0, definitions: []))
    /// Tries that failed.
    let failures = Mutex<[(Notice, NoticeEnd)]>([])

    init(_ store: any Store = MemoryStore(), notify: [NoticeRule] = [.ops()], _ definitions: JobDefinition...) {
        self.store = store
        catalogue.withLock {
            $0.notify = notify
            $0.definitions = definitions
        }
    }

    func watch() -> NoticeWatch {
        NoticeWatch(store: store, catalogue: { self.catalogue.withLock { $0 } }, zone: .utc, language: .english, now: clock.now)
    }

    func sender(commands folder: String = "/nonexistent", patience: Duration = .seconds(10), commandTimeout: Duration = .seconds(30))
        -> NoticeSender
    {
        NoticeSender(
            store: store, catalogue: { self.catalogue.withLock { $0 } },
            webhooks: WebhookSender(agent: "yoban/test", now: clock.now, patience: patience),
            commands: CommandSender(stateDirectory: folder, environment: [:], timeout: commandTimeout), now: clock.now,
            notSent: { notice, end in self.failures.withLock { $0.append((notice, end)) } })
    }

    /// A job that runs from `start`.
    func running(_ key: String? = "report", from start: Double, change: (inout NewJob) -> Void = { _ in }) async throws -> Claim {
        var job = NewJob(key: key.flatMap { JobKey($0) }, name: "集計", scriptPath: "/srv/report.py")
        change(&job)
        let id = try await store.enqueue([job], now: .at(start))[0].id
        return try await claim(id, at: start)
    }

    func claim(_ id: JobID, at start: Double) async throws -> Claim {
        var generator = SystemRandomNumberGenerator()
        let claims = try await store.claim(
            [.random(using: &generator)], queues: [Job.defaultQueue], by: WorkerID("night-1"), on: "night", now: .at(start))
        return claims.first { $0.job.id == id }!
    }

    func end(_ claim: Claim, _ verdict: Verdict, at end: Double, message: String = "exit code 1") async throws {
        let outcome = AttemptOutcome(reason: verdict == .completed ? .ok : .exit, exitCode: 1, message: message)
        _ = try await store.settle(Settlement(claim: claim, outcome: outcome, verdict: verdict, endedAt: .at(end)))
    }

    /// A job that ran for a second and ended.
    @discardableResult
    func ran(_ verdict: Verdict, at end: Double, key: String? = "report") async throws -> JobID {
        let claim = try await running(key, from: end - 1)
        try await self.end(claim, verdict, at: end)
        return claim.job.id
    }

    /// All notices, oldest first, as `KIND SUBJECT CHANNEL`.
    func told() async throws -> [String] {
        try await store.notices(NoticeFilter()).reversed().map { "\($0.new.kind.rawValue) \($0.new.subject.text) \($0.new.channel)" }
    }
}

extension NoticeRule {
    static func ops(_ kinds: Set<NoticeKind> = NoticeKind.usual, name: String = "ops", port: Int = 9, secret: Webhook.Secret? = nil)
        -> NoticeRule
    {
        var webhook = Webhook(url: .here(port))
        webhook.allowsPrivate = true
        webhook.secret = secret
        return NoticeRule(kinds: kinds, name: name, channel: .webhook(webhook))
    }
}

extension JobDefinition {
    static func report(_ change: (inout JobDefinition) -> Void = { _ in }) -> JobDefinition {
        var definition = JobDefinition(
            key: JobKey("report")!, name: "集計", command: ["/srv/report.py"], workingDirectory: "/srv",
            location: Location(file: "/yoban.yaml"))
        change(&definition)
        return definition
    }
}

extension WebhookURL {
    /// On loopback.
    static func here(_ port: Int) -> WebhookURL {
        guard let url = try? WebhookURL(parsing: "http://127.0.0.1:\(port)/hook?token=abc") else { preconditionFailure("a bad literal") }
        return url
    }
}
