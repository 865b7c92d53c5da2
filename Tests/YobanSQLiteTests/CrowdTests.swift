import Foundation
import GRDB
import Testing
import YobanCore
import YobanRows
import YobanTestKit

@testable import YobanSQLite

@Suite("Many at one file", .timeLimit(.minutes(10)))
struct CrowdTests {
    @Test("a job and a token are looked up while long lists are read")
    func looks() async throws {
        let scratch = try Scratch()
        let store = try await scratch.open(.daemon)
        let id = try await store.enqueue([NewJob(key: nil, name: "first", scriptPath: "/s")], now: .at(0))[0].id
        let looked = DispatchSemaphore(value: 0)
        try await withThrowingTaskGroup { group in
            // As many as are read at a time.
            for _ in 1...2 { group.addTask { try await store.read(.look) { _ in looked.wait() } } }
            #expect(try await store.job(id)?.name == "first")
            #expect(try await store.token(hash: "none") == nil)
            for _ in 1...2 { looked.signal() }
            try await group.waitForAll()
        }
    }

    @Test("eight stores take 2,000 jobs: none twice, none lost, each settled")
    func stores() async throws {
        let scratch = try Scratch()
        let first = try await scratch.open(.daemon)
        let ids = try await first.enqueue((0..<2000).map { NewJob(key: nil, name: "job \($0)", scriptPath: "/s") }, now: .at(0)).map(\.id)
        let taken = try await withThrowingTaskGroup(of: [JobID].self) { group in
            for number in 0..<8 {
                group.addTask {
                    let store = try await scratch.open(number == 0 ? .daemon : .client)
                    var generator = SystemRandomNumberGenerator()
                    var mine: [JobID] = []
                    while true {
                        let tokens = (0..<(1 + number % 4)).map { _ in ClaimToken.random(using: &generator) }
                        let claims = try await store.claim(
                            tokens, queues: ["default"], by: WorkerID("w\(number)"), on: "h", now: .at(Double(mine.count)))
                        if claims.isEmpty { return mine }
                        for claim in claims {
                            let settlement = Settlement(
                                claim: claim, outcome: AttemptOutcome(reason: .ok), verdict: .completed, endedAt: .at(1))
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
    }

    @Test("a program that is killed in the middle of its transaction leaves nothing behind, and no lock")
    func killed() async throws {
        let scratch = try Scratch()
        let store = try await scratch.open(.daemon)
        let other = try Child([
            "/usr/bin/python3", "-c",
            """
            import sqlite3, sys, os, signal
            c = sqlite3.connect(sys.argv[1], isolation_level=None)
            c.execute('BEGIN IMMEDIATE')
            c.executemany("INSERT INTO batch_job_queue (job_name, script_path) VALUES (?, '/s')", ((str(i),) for i in range(100000)))
            os.kill(os.getpid(), signal.SIGKILL)
            """,
            scratch.path,
        ])
        #expect(await Blocking.run { other.wait() } == .signal(SIGKILL))
        #expect(try await store.newestJob() == nil)
        _ = try await store.enqueue([NewJob(key: nil, name: "next", scriptPath: "/s")], now: .at(0))
        let check = try await store.database.read { try String.fetchOne($0, sql: "PRAGMA integrity_check") }
        #expect(check == "ok")
    }
}
