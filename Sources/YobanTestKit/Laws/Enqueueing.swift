import Testing
import YobanCore

extension StoreLaw {
    static let enqueueing: [StoreLaw] = [
        StoreLaw("enqueue-order", "jobs are written in the order given, with rising ids") { stage in
            let answers = try await stage.store.enqueue(["a", "b", "c"].map { .sample($0) }, now: .at(0))
            let ids = answers.map(\.id)
            #expect(ids == ids.sorted() && Set(ids).count == 3)
            #expect(answers == ids.map { .created($0) })
            for (id, name) in zip(ids, ["a", "b", "c"]) { try await #expect(stage.job(id).name == name) }
        },
        StoreLaw("enqueue-whole", "a job comes back as it was enqueued") { stage in
            let id = try await stage.enqueue("粗利按分管理データ同期", at: .at(1.234)) { job in
                job.queue = "night"
                job.concurrency = ConcurrencyKey(name: "host-db", limit: 3)
                job.priority = -3
                job.maxRetries = 2
                job.timeoutSeconds = 90
                job.parameters = ["day": "2026-07-01", "mode": "full"]
                job.uniqueKey = "report:2026-07-01"
                job.submittedBy = "cli:hana"
                job.trace = TraceParent("00-4bf92f3577b34da6a3ce929d0e0e4736-00f067aa0ba902b7-01")
            }
            var expected = Job(
                id: id, key: JobKey("report"), name: "粗利按分管理データ同期", scriptPath: "/srv/scripts/report.py", status: .pending,
                createdAt: .at(1.234))
            expected.queue = "night"
            expected.concurrency = ConcurrencyKey(name: "host-db", limit: 3)
            expected.priority = -3
            expected.maxRetries = 2
            expected.timeoutSeconds = 90
            expected.parameters = ["day": "2026-07-01", "mode": "full"]
            expected.uniqueKey = "report:2026-07-01"
            expected.submittedBy = "cli:hana"
            expected.trace = TraceParent("00-4bf92f3577b34da6a3ce929d0e0e4736-00f067aa0ba902b7-01")
            try await #expect(stage.job(id) == expected)
        },
        StoreLaw("enqueue-nothing", "an empty list writes nothing") { stage in
            try await #expect(stage.store.enqueue([], now: .at(0)).isEmpty)
            try await #expect(stage.store.newestJob() == nil)
        },
        StoreLaw("enqueue-odd-texts", "any text comes back whole or is refused, never cut or changed") { stage in
            let texts = [
                "😀👩‍👩‍👧‍👦🇯🇵", "two\nlines\r\nthree\t", "'; DROP TABLE batch_job_queue; --", "%_*?[a]\\\"", "  spaces  ", "é\u{301}",
                String(repeating: "夜", count: 10_000), "a\0b",
            ]
            for text in texts {
                var job = NewJob.sample(text)
                job.parameters = ["p": text]
                job.submittedBy = text
                do {
                    let id = try await stage.store.enqueue([job], now: .at(0))[0].id
                    let read = try await stage.job(id)
                    #expect(read.name == text && read.parameters == ["p": text] && read.submittedBy == text)
                } catch let error as StoreError {
                    #expect(error.code == .refused)
                }
            }
        },
        StoreLaw("enqueue-unique", "while a job with the same unique key is not finished, no second one is made") { stage in
            let first = try await stage.enqueue { $0.uniqueKey = "day" }
            let again = try await stage.store.enqueue([.sample { $0.uniqueKey = "day" }], now: .at(1))
            #expect(again == [.existing(first)])
            _ = try await stage.claim()
            let whileRunning = try await stage.store.enqueue([.sample { $0.uniqueKey = "day" }], now: .at(2))
            #expect(whileRunning == [.existing(first)])
            let other = try await stage.store.enqueue([.sample { $0.uniqueKey = "other" }, .sample()], now: .at(3))
            #expect(other.allSatisfy { if case .created = $0 { true } else { false } })
        },
        StoreLaw("enqueue-unique-batch", "the unique key holds within one list too") { stage in
            let answers = try await stage.store.enqueue((0..<3).map { _ in .sample { $0.uniqueKey = "day" } }, now: .at(0))
            let first = answers[0].id
            #expect(answers == [.created(first), .existing(first), .existing(first)])
        },
        StoreLaw("enqueue-unique-freed", "a finished job's unique key is free again") { stage in
            let claim = try await stage.running { $0.uniqueKey = "day" }
            try await stage.settle(claim, .failed, AttemptOutcome(reason: .exit))
            let next = try await stage.enqueue { $0.uniqueKey = "day" }
            #expect(next != claim.job.id)
        },
        StoreLaw("enqueue-unique-race", "of many that enqueue one unique key at once, one makes the job") { stage in
            let answers = try await withThrowingTaskGroup(of: Enqueued.self) { group in
                for _ in 0..<8 {
                    group.addTask { try await stage.store.enqueue([.sample { $0.uniqueKey = "day" }], now: .at(0))[0] }
                }
                return try await group.reduce(into: []) { $0.append($1) }
            }
            #expect(Set(answers.map(\.id)).count == 1)
            #expect(answers.count { if case .created = $0 { true } else { false } } == 1)
        },
        StoreLaw("enqueue-later", "a job for later waits until it is promoted") { stage in
            let id = try await stage.enqueue { $0.runAfter = .at(60) }
            let job = try await stage.job(id)
            #expect(job.status == .pending && job.hold == .time && job.runAfter == .at(60))
            try await #expect(stage.claim(at: .at(61)).isEmpty)
        },
        StoreLaw("enqueue-past", "a job for an instant that has passed is ready at once") { stage in
            let id = try await stage.enqueue(at: .at(5)) { $0.runAfter = .at(5) }
            let job = try await stage.job(id)
            #expect(job.hold == nil && job.runAfter == nil)
            try await #expect(stage.claim().map(\.job.id) == [id])
        },
        StoreLaw("enqueue-foreign", "a row that another program inserted with the seed's columns can be claimed") { stage in
            let id = try await stage.others.insert(name: "手動登録", script: "/srv/x.py", priority: 7)
            let claim = try #require(try await stage.claim().first)
            #expect(claim.job.id == id && claim.job.name == "手動登録" && claim.job.priority == 7 && claim.job.key == nil)
            #expect(claim.job.parameters.isEmpty && !claim.job.hasUnreadableParameters)
        },
    ]
}
