import Testing
import YobanCore

extension StoreLaw {
    static let audit: [StoreLaw] = [
        StoreLaw("audit-enqueue", "each job that was created is noted with who asked; one that was there already is not") { stage in
            let jobs = [NewJob.sample(), .sample { $0.uniqueKey = "u" }, .sample { $0.uniqueKey = "u" }, .sample { $0.runAfter = .at(99) }]
            let enqueued = try await stage.store.enqueue(jobs, by: Stage.author, now: .at(1.5))
            #expect(enqueued.count == 4)
            _ = try await stage.store.enqueue([.sample { $0.uniqueKey = "u" }], by: .other, now: .at(2))
            try await stage.expectAudit([0, 1, 3].map { .init(.at(1.5), .enqueue, "\(enqueued[$0].id)", after: "pending") })
        },
        StoreLaw("audit-enqueue-many", "of a crowd of jobs each is noted") { stage in
            let ids = try await stage.store.enqueue((0..<1203).map { _ in .sample() }, by: Stage.author, now: .at(1)).map(\.id)
            var filter = AuditFilter()
            filter.limit = 2000
            try await #expect(stage.store.audit(filter).map(\.target) == ids.reversed().map(\.description))
        },
        StoreLaw("audit-stop", "a stop is noted with what it did, and not when it changed nothing") { stage in
            let running = try await stage.running().job.id
            let finished = try await stage.running()
            try await stage.settle(finished, .completed)
            let pending = try await stage.enqueue()
            for second in [1.0, 2] {
                for id in [running, pending, finished.job.id, JobID(999_999)] {
                    _ = try await stage.store.requestStop(id, by: Stage.author, now: .at(second))
                }
            }
            try await stage.expectAudit([
                .init(.at(1), .stop, "\(running)", before: "running", after: "stop_requested"),
                .init(.at(1), .stop, "\(pending)", before: "pending", after: "stopped"),
            ])
        },
        StoreLaw("audit-stop-again", "a second request to stop a running job is answered like the first") { stage in
            let id = try await stage.running().job.id
            for _ in 0..<2 { try await #expect(stage.store.requestStop(id, by: Stage.author, now: .at(1)) == .requested) }
            try await #expect(stage.job(id).stopRequested)
        },
        StoreLaw("audit-retry", "a retry is noted with how the job had ended, and not when nothing was queued") { stage in
            let ids = try await stage.finishedOfEachKind()
            let held = try await stage.running { $0.uniqueKey = "u" }
            try await stage.settle(held, .failed, AttemptOutcome(reason: .exit))
            _ = try await stage.enqueue { $0.uniqueKey = "u" }
            for id in ids + [held.job.id, ids[0], JobID(999_999)] {
                _ = try await stage.store.retry(id, by: Stage.author, now: .at(30))
            }
            try await stage.expectAudit(
                zip(ids, ["completed", "failed", "stopped"]).map { .init(.at(30), .retry, "\($0)", before: $1, after: "pending") })
        },
        StoreLaw("audit-drain", "that a worker is drained or resumed is noted when it changed anything") { stage in
            _ = try await stage.store.register(.sample())
            for (second, draining) in [(1.0, false), (2, true), (3, true), (4, false)] {
                try await #expect(stage.store.drain(Stage.worker, draining, by: Stage.author, now: .at(second)))
            }
            try await #expect(!stage.store.drain(Stage.otherWorker, true, by: Stage.author, now: .at(5)))
            try await stage.expectAudit([
                .init(.at(2), .drain, Stage.worker.value, before: "active", after: "draining"),
                .init(.at(4), .resume, Stage.worker.value, before: "draining", after: "active"),
            ])
        },
        StoreLaw("audit-retire", "that a worker is given up is noted, once") { stage in
            let session = try await stage.store.register(.sample())
            for second in [1.0, 2] { _ = try await stage.store.retire(Stage.worker, session: session, by: Stage.author, now: .at(second)) }
            _ = try await stage.store.retire(Stage.otherWorker, session: 1, by: Stage.author, now: .at(3))
            try await stage.expectAudit([.init(.at(1), .declareDead, Stage.worker.value, after: "retired")])
        },
        StoreLaw("audit-author", "what nobody asked for is not noted") { stage in
            let ids = try await stage.finishedOfEachKind()
            _ = try await stage.store.requestStop(try await stage.enqueue(), now: .at(1))
            _ = try await stage.store.requestStop(try await stage.running().job.id, now: .at(1))
            _ = try await stage.store.retry(ids[0], now: .at(1))
            let session = try await stage.store.register(.sample())
            _ = try await stage.store.drain(Stage.worker, true)
            _ = try await stage.store.retire(Stage.worker, session: session)
            try await stage.expectAudit([])
        },
        StoreLaw("audit-list", "entries are listed newest first, by author and target, and go on from where a page ended") { stage in
            let ids = try await stage.store.enqueue((0..<3).map { _ in .sample() }, by: Stage.author, now: .at(1)).map(\.id)
            _ = try await stage.store.requestStop(ids[0], by: .other, now: .at(2))
            _ = try await stage.store.requestStop(ids[1], by: Stage.author, now: .at(3))
            let newest = [ids[1], ids[0], ids[2], ids[1], ids[0]].map(\.description)
            func targets(_ change: (inout AuditFilter) -> Void) async throws -> [String] {
                var filter = AuditFilter()
                change(&filter)
                return try await stage.store.audit(filter).map(\.target)
            }
            let all = try await stage.store.audit(AuditFilter())
            try #require(all.map(\.target) == newest)
            #expect(all.map(\.id) == all.map(\.id).sorted(by: >))
            try await #expect(targets { $0.limit = 2 } == Array(newest.prefix(2)))
            try await #expect(targets { $0.limit = 0 }.isEmpty)
            try await #expect(targets { ($0.before, $0.limit) = (all[1].id, 2) } == Array(newest[2..<4]))
            try await #expect(targets { $0.author = "鈴木" } == [newest[1]])
            try await #expect(targets { $0.author = "Token:deploy" }.isEmpty)
            try await #expect(targets { $0.target = newest[0] } == [newest[0], newest[0]])
            try await #expect(targets { ($0.target, $0.before) = (newest[0], all[0].id) } == [newest[0]])
            try await #expect(targets { ($0.target, $0.author) = (newest[1], Stage.author.name) } == [newest[1]])
            try await #expect(targets { ($0.author, $0.before) = (Stage.author.name, all[2].id) } == Array(newest[3...]))
        },
        StoreLaw("audit-prune", "entries that are older than what is kept of jobs go, no more than asked for") { stage in
            for second in 1...4 { _ = try await stage.store.enqueue([.sample()], by: Stage.author, now: .at(Double(second))) }
            func left() async throws -> [Instant] { try await stage.store.audit(AuditFilter()).map(\.at) }
            try await #expect(stage.store.prune(finishedBefore: .at(4), limit: 2) == 0)
            try await #expect(left() == [.at(4), .at(3)])
            try await #expect(stage.store.prune(finishedBefore: .at(4), limit: 2) == 0)
            try await #expect(left() == [.at(4)])
            _ = try await stage.store.enqueue([.sample()], by: Stage.author, now: .at(9))
            let ids = try await stage.store.audit(AuditFilter()).map(\.id)
            #expect(ids.count == 2 && ids[0] > ids[1])
        },
    ]
}

/// An entry without its number.
struct Noted: Equatable {
    var at: Instant
    var action: AuditAction
    var target: String
    var author: Author
    var before: String?
    var after: String?

    init(_ at: Instant, _ action: AuditAction, _ target: String, by author: Author = Stage.author, before: String? = nil, after: String?) {
        self.at = at
        self.action = action
        self.target = target
        self.author = author
        self.before = before
        self.after = after
    }
}

extension Stage {
    /// All that was noted, oldest first.
    func expectAudit(_ expected: [Noted], sourceLocation: SourceLocation = #_sourceLocation) async throws {
        let noted = try await store.audit(AuditFilter()).reversed().map { entry in
            Noted(entry.at, entry.action, entry.target, by: entry.author, before: entry.before, after: entry.after)
        }
        #expect(noted == expected, sourceLocation: sourceLocation)
    }
}
