import Testing
import YobanCore

extension StoreLaw {
    static let queues: [StoreLaw] = [
        StoreLaw("queues-order", "the most urgent of several queues is taken first, then the oldest, then the smallest id") { stage in
            let late = try await stage.enqueue(at: .at(3)) { $0.queue = "a" }
            let early = try await stage.enqueue(at: .at(1)) { $0.queue = "b" }
            let sameTime = try await stage.enqueue(at: .at(1)) { $0.queue = "a" }
            let urgent = try await stage.enqueue(at: .at(4)) { ($0.queue, $0.priority) = ("c", 5) }
            let lazy = try await stage.enqueue(at: .at(0)) { ($0.queue, $0.priority) = ("a", -1) }
            _ = try await stage.enqueue(at: .at(0)) { ($0.queue, $0.priority) = ("d", 9) }
            try await #expect(stage.claim(2, queues: ["a", "b", "c"]).map(\.job.id) == [urgent, early])
            try await #expect(stage.claim(9, queues: ["c", "b", "a"]).map(\.job.id) == [sameTime, late, lazy])
        },
        StoreLaw("queues-named", "a queue that is named twice, empty or unknown changes nothing; without a queue nothing is taken") {
            stage in
            let ids = try await stage.store.enqueue((0..<4).map { _ in .sample() }, now: .at(0)).map(\.id)
            try await #expect(stage.claim(4, queues: []).isEmpty)
            try await #expect(stage.claim(2, queues: ["default", "default"]).map(\.job.id) == Array(ids[0..<2]))
            try await #expect(stage.claim(3, queues: ["", "day", "default", "night"]).map(\.job.id) == Array(ids[2..<4]))
        },
        StoreLaw("queues-label", "a queue with a label is a queue of its own") { stage in
            let plain = try await stage.enqueue(at: .at(2))
            let labelled = try await stage.enqueue(at: .at(1)) { $0.queue = "default@gpu" }
            _ = try await stage.enqueue { $0.queue = "default@GPU" }
            try await #expect(stage.claim(5).map(\.job.id) == [plain])
            try await #expect(stage.store.jobsAhead(of: labelled) == 0)
            try await #expect(stage.claim(5, queues: ["default", "default@gpu"]).map(\.job.id) == [labelled])
            try await #expect(stage.job(labelled).queue == "default@gpu")
        },
        StoreLaw("queues-many", "a worker of many queues and labels takes from all") { stage in
            let names = (0..<60).map { "queue-\($0)" }
            let jobs = names.reversed().map { name in NewJob.sample { $0.queue = name } }
            let ids = try await stage.store.enqueue(jobs, now: .at(0)).map(\.id)
            try await #expect(stage.claim(50, queues: names).map(\.job.id) == Array(ids.prefix(50)))
            try await #expect(stage.claim(50, queues: names).map(\.job.id) == Array(ids.suffix(10)))
        },
        StoreLaw("queues-race", "of many claimants with several queues, no two hold the same job, and none is lost") { stage in
            let jobs = (0..<60).map { number in NewJob.sample { $0.queue = "queue-\(number % 4)" } }
            let ids = try await stage.store.enqueue(jobs, now: .at(0)).map(\.id)
            let claimed = try await withThrowingTaskGroup(of: [JobID].self) { group in
                for number in 0..<8 {
                    let queues = (0..<3).map { "queue-\((number + $0) % 4)" }
                    group.addTask {
                        var mine: [JobID] = []
                        while case let claims = try await stage.claim(1 + number % 3, queues: queues, by: WorkerID("w\(number)")),
                            !claims.isEmpty, mine.count <= 60
                        {
                            mine += claims.map(\.job.id)
                        }
                        return mine
                    }
                }
                return try await group.reduce(into: []) { $0 += $1 }
            }
            #expect(claimed.sorted() == ids)
        },
    ]
}
