import Foundation
import Testing
import YobanCore
import YobanRows
import YobanTestKit

@testable import YobanMySQL

@Suite("Many at one server", .timeLimit(.minutes(20)))
struct CrowdTests {
    @Test("sixteen stores take 2,000 jobs: none twice, none lost, each settled, none told that there is nothing while there is")
    func stores() async throws {
        let database = try await TestDatabase.migrated()
        let first = try await database.open()
        let ids = try await first.enqueue((0..<2000).map { NewJob(key: nil, name: "job \($0)", scriptPath: "/s") }, now: .at(0)).map(\.id)
        let taken = try await withThrowingTaskGroup(of: [JobID].self) { group in
            for number in 0..<16 {
                group.addTask {
                    let store = try await database.open(connections: 1)
                    var generator = SystemRandomNumberGenerator()
                    var mine: [JobID] = []
                    while true {
                        let tokens = (0..<(1 + number % 4)).map { _ in ClaimToken.random(using: &generator) }
                        let claims = try await store.claim(tokens, queues: ["default"], by: WorkerID("w\(number)"), on: "h", now: .at(1))
                        if claims.isEmpty {
                            // Whoever is told "nothing" must be right: nothing pending is left.
                            let pending = try database.admin().value("SELECT count(*) FROM batch_job_queue WHERE status = 'pending'")
                            #expect(pending == "0")
                            return mine
                        }
                        for claim in claims {
                            let settlement = Settlement(
                                claim: claim, outcome: AttemptOutcome(reason: .ok), verdict: .completed, endedAt: .at(2))
                            guard try await store.settle(settlement) == .held else { throw StoreError(.unexpected, doing: .claim) }
                            mine.append(claim.job.id)
                        }
                    }
                }
            }
            return try await group.reduce(into: []) { $0 += $1 }
        }
        #expect(taken.sorted() == ids)
        #expect(try await first.unfinishedCount() == 0)
        #expect(try database.admin().value("SELECT count(*) FROM attempt WHERE state <> 'ended'") == "0")
    }

    @Test("claims, stops, retries, promotions, prunes and other programs at once: no error reaches anybody, every row adds up")
    func mixed() async throws {
        let database = try await TestDatabase.migrated()
        let store = try await database.open()
        let end = ContinuousClock.now + .seconds(4)
        try await withThrowingTaskGroup { group in
            for number in 0..<6 {
                group.addTask {
                    let store = try await database.open(connections: 2)
                    var generator = SystemRandomNumberGenerator()
                    while .now < end {
                        let claims = try await store.claim(
                            [.random(using: &generator), .random(using: &generator)], queues: ["default"], by: WorkerID("w\(number)"),
                            on: "h",
                            now: .at(1))
                        for claim in claims {
                            _ = try await store.begin(claim, runDirectory: "/r", startedAt: .at(2))
                            _ = try await store.report(Progress(percentage: 5), for: claim)
                            let verdicts: [Verdict] = [.completed, .failed, .stopped, .retry(at: .at(3))]
                            if Int.random(in: 0..<5) == 0 {
                                #expect(try await store.release(claim, to: nil, now: .at(3)) == .held)
                            } else {
                                let settlement = Settlement(
                                    claim: claim, outcome: AttemptOutcome(reason: .exit), verdict: verdicts.randomElement() ?? .failed,
                                    endedAt: .at(3))
                                #expect(try await store.settle(settlement) == .held)
                            }
                        }
                    }
                }
            }
            group.addTask {
                while .now < end {
                    let jobs = (0..<20).map { number in
                        var job = NewJob(key: JobKey("k"), name: "j", scriptPath: "/s")
                        job.uniqueKey = number < 5 ? "key \(number)" : nil
                        job.priority = number % 3
                        return job
                    }
                    _ = try await store.enqueue(jobs, now: .at(0))
                }
            }
            group.addTask {
                while .now < end {
                    _ = try await store.promote(now: .at(9))
                    _ = try await store.prune(finishedBefore: .at(100), limit: 10)
                    guard let newest = try await store.newestJob() else { continue }
                    for back in 0..<10 {
                        let id = JobID(newest.value - Int64(back * 3))
                        _ = try await store.requestStop(id, now: .at(4))
                        _ = try await store.retry(id, now: .at(5))
                    }
                }
            }
            group.addTask {
                let others = SeedProgram(database: database)
                while .now < end {
                    let id = try await others.insert(name: "foreign", script: "/s", priority: 1)
                    try await others.setProgress(id, message: "x", percentage: 3)
                    try await others.setStopRequested(id, Bool.random())
                }
            }
            try await group.waitForAll()
        }
        let others = try database.admin()
        let odd = """
            SELECT count(*) FROM batch_job_queue j LEFT JOIN attempt a ON a.job_id = j.id AND a.number = j.attempt_no
            WHERE (j.status = 'running') <> (j.claim_token IS NOT NULL) OR (j.status = 'running') <> (coalesce(a.state, '') IN ('claimed', 'running'))
            """
        #expect(try others.value(odd) == "0")
    }
}
