import Foundation
import Synchronization
import Testing
import YobanCore
import YobanTestKit

@testable import YobanMySQL

@Suite("A Galera cluster of three nodes", .timeLimit(.minutes(10)), .serialized)
struct GaleraTests {
    @Test("a store on each node: nothing is claimed twice, no conflict is heard of, a lost node loses nothing, a minority says so")
    func cluster() async throws {
        let cluster = try await Cluster.start()
        let database = try TestDatabase(cluster.nodes[0])
        _ = try await MySQLStore.migrate(cluster.address(0, database.name), dryRun: false)
        let stores = try await open(cluster, database)
        try await claims(cluster, database, stores)
        try await places(Array(stores.prefix(2)))
        try await minority(cluster, stores[0])
        for node in cluster.nodes { try await offPool { node.kill() } }
    }

    private func open(_ cluster: Cluster, _ database: TestDatabase) async throws -> [MySQLStore] {
        var stores: [MySQLStore] = []
        for node in 0..<3 {
            // What one node made shows on the others a moment later.
            var store: MySQLStore?
            #expect(
                await holds {
                    store = try? await MySQLStore.open(cluster.address(node, database.name), connections: 2)
                    return store != nil
                })
            stores.append(try #require(store))
        }
        return stores
    }

    /// 5,000 claims; meanwhile one node stands still for 3 s, and when half are settled another is lost.
    private func claims(_ cluster: Cluster, _ database: TestDatabase, _ stores: [MySQLStore]) async throws {
        var ids: [JobID] = []
        for _ in 0..<5 { ids += try await stores[0].enqueue((0..<1000).map { _ in job() }, now: .at(0)).map(\.id) }
        #expect(ids == ids.sorted() && Set(ids).count == 5000)
        let night = Night()
        try await withThrowingTaskGroup { group in
            for (node, store) in stores.enumerated() {
                for _ in 0..<2 {
                    group.addTask {
                        // A settlement on the lost node may have no answer: only the table knows when all is done.
                        var isDone = false
                        while !isDone {
                            do {
                                try await Self.round(store, by: node, night)
                                isDone = try await store.unfinishedCount() == 0
                                if node != 2, await Self.isLost(cluster) { try await Self.adopt(from: 2, store, night) }
                            } catch let error as StoreError where night.isOutage && error.isOutage {
                                // Its node is gone, and the others take over what it held; or the nodes left are agreeing anew.
                                if node == 2 { return }
                            }
                        }
                    }
                }
            }
            group.addTask {
                // A node that stands still for a while holds the others up, and that is all.
                #expect(await holds(within: .seconds(90)) { night.settled.count > 1000 })
                try await cluster.nodes[1].freeze()
                // Shorter than the time after which the others give it up; nothing else is to be waited for.
                try await Task.sleep(for: .seconds(3))
                try cluster.nodes[1].thaw()
                #expect(await holds(within: .seconds(90)) { night.settled.count > 2500 })
                night.beginOutage()
                try await cluster.kill(2)
            }
            try await group.waitForAll()
        }
        #expect(Set(night.claimed).count == night.claimed.count)
        #expect(night.settled.isSubset(of: ids))
        let admin = try Admin(cluster.nodes[0], database: database.name)
        try admin.query("SET SESSION wsrep_sync_wait = 1")
        #expect(try admin.value("SELECT count(*) FROM batch_job_queue WHERE status <> 'completed'") == "0")
        #expect(try admin.value("SELECT count(*) FROM attempt WHERE state = 'ended'") == "5000")
        #expect(try admin.value("SELECT count(*) FROM attempt WHERE state NOT IN ('ended', 'released')") == "0")
    }

    /// A key's jobs on two nodes: never more at once than may, and all of them in the end.
    private func places(_ stores: [MySQLStore]) async throws {
        let jobs = (0..<60).map { _ in
            var job = job()
            job.concurrency = ConcurrencyKey(name: "ledger", limit: 2)
            return job
        }
        _ = try await stores[0].enqueue(jobs, now: .at(0))
        let running = Running()
        try await withThrowingTaskGroup { group in
            for (node, store) in stores.enumerated() {
                for _ in 0..<3 {
                    group.addTask {
                        while running.counts.done < 60 {
                            for claim in try await Self.claim(1, store, by: node) {
                                running.begin()
                                await Task.yield()
                                running.end()
                                #expect(try await store.settle(Self.end(claim)) == .held)
                                running.settle()
                            }
                            _ = try await store.promote(now: .at(1))
                        }
                    }
                }
            }
            try await group.waitForAll()
        }
        #expect(running.counts.most <= 2)
        #expect(running.counts.done == 60)
    }

    /// Of two nodes one is left: it must not go on by itself.
    private func minority(_ cluster: Cluster, _ store: MySQLStore) async throws {
        try await cluster.kill(1)
        var said: StoreError?
        #expect(
            await holds {
                do {
                    _ = try await store.enqueue([job()], now: .at(0))
                } catch let error as StoreError {
                    said = error
                } catch {}
                return said?.text.en.contains("wsrep_cluster_status") == true
            }, "\(String(describing: said))")
        #expect(said?.code == .unreachable && said?.isTransient == true)
    }

    private static func isLost(_ cluster: Cluster) async -> Bool { (try? Cluster.size(cluster.nodes[0])) == "2" }

    private static func round(_ store: MySQLStore, by node: Int, _ night: Night) async throws {
        let claims = try await claim(10, store, by: node)
        for claim in claims { night.claim(claim.job.id) }
        for claim in claims { try await settle(claim, store, night) }
    }

    /// As a worker does: an outage does not make it forget a result.
    private static func settle(_ claim: Claim, _ store: MySQLStore, _ night: Night) async throws(StoreError) {
        while true {
            do {
                if try await store.settle(end(claim)) == .notHeld {
                    // The answer to this settlement was lost, or the others took the job over.
                    let status = try await store.job(claim.job.id)?.status
                    #expect(night.isOutage && status == .completed)
                }
                return night.settle(claim.job.id)
            } catch  where night.isOutage && error.isOutage {
                if await isGone(store) { throw error }
            }
        }
    }

    private static func isGone(_ store: MySQLStore) async -> Bool {
        await !holds(within: .seconds(10)) { (try? await store.newestJob()) != nil }
    }

    /// As another host does after `retire`: settles what the lost one held.
    private static func adopt(from node: Int, _ store: MySQLStore, _ night: Night) async throws {
        for claim in try await store.held(by: WorkerID("w\(node)")) { try await settle(claim, store, night) }
    }

    private static func claim(_ count: Int, _ store: MySQLStore, by node: Int) async throws -> [Claim] {
        var generator = SystemRandomNumberGenerator()
        let tokens = (0..<count).map { _ in ClaimToken.random(using: &generator) }
        return try await store.claim(tokens, queues: ["default"], by: WorkerID("w\(node)"), on: "h", now: .at(1))
    }

    private static func end(_ claim: Claim) -> Settlement {
        Settlement(claim: claim, outcome: AttemptOutcome(reason: .ok), verdict: .completed, endedAt: .at(2))
    }

    private func job() -> NewJob { NewJob(key: nil, name: "n", scriptPath: "/s") }
}

private final class Night: Sendable {
    private let state = Mutex((claimed: [JobID](), settled: Set<JobID>(), isOutage: false))
    var claimed: [JobID] { state.withLock { $0.claimed } }
    var settled: Set<JobID> { state.withLock { $0.settled } }
    var isOutage: Bool { state.withLock { $0.isOutage } }

    func claim(_ id: JobID) { state.withLock { $0.claimed.append(id) } }
    func settle(_ id: JobID) { _ = state.withLock { $0.settled.insert(id) } }
    func beginOutage() { state.withLock { $0.isOutage = true } }
}

extension StoreError {
    /// Told while a node is away; a conflict between transactions is never among it.
    fileprivate var isOutage: Bool { code == .unreachable || code == .unknownOutcome }
}

private final class Running: Sendable {
    private let state = Mutex((now: 0, most: 0, done: 0))
    var counts: (most: Int, done: Int) { state.withLock { ($0.most, $0.done) } }

    func begin() {
        state.withLock { state in
            state.now += 1
            state.most = max(state.most, state.now)
        }
    }
    func end() { state.withLock { $0.now -= 1 } }
    func settle() { state.withLock { $0.done += 1 } }
}
