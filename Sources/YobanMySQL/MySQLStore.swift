import Synchronization
import YobanCore

/// The store in a database of a MariaDB or MySQL server, for one host or many around it.
///
/// A claim looks without locks and takes by compare-and-set; every change of a live row is by primary key and token, in a short READ
/// COMMITTED transaction. So it works on a Galera cluster too, where locks of other nodes can't be seen. Connections are opened when
/// needed and again when lost; a server that is gone is told to the caller within 10 s, 25 s where the answer to a COMMIT is missing.
package final class MySQLStore: Store {
    /// Where the store is, as messages name it.
    package let label: String
    private let pool: Pool
    /// Claims of which it is not known whether they were committed; the next claim gives them back first.
    let doubtfulClaims = Mutex<[Claim]>([])
    /// When a claim last found that another claimant had been quicker.
    let lastLostRace = Mutex<ContinuousClock.Instant?>(nil)

    init(address: MySQLAddress, limits: TimeLimits = .ordinary, connections: Int) {
        label = address.label
        pool = Pool((0..<max(connections, 1)).map { _ in Connection(address, limits) })
    }

    /// Closes the connections when what is under way is done. Calls after this throw.
    package func close() async { await pool.close() }

    /// Statements outside a transaction: looks, and a single change that may be made twice when its answer is lost.
    func perform<T: Sendable>(_ doing: Text, _ body: @Sendable (Session) throws -> T) async throws(StoreError) -> T {
        do {
            return try await pool.using { connection in try await connection.perform(body) }
        } catch {
            throw StoreError(error, doing: doing, label: label)
        }
    }

    /// One write transaction. Without `confirm` a lost answer to COMMIT lets the body run again: right for what can be done twice.
    func write<T: Sendable>(
        _ doing: Text, confirm: @Sendable (Session, T) throws -> Bool = { _, _ in false }, _ body: @Sendable (Session) throws -> T
    ) async throws(StoreError) -> T {
        do {
            return try await pool.using { connection in try await connection.write(confirm: confirm, body) }
        } catch {
            throw StoreError(error, doing: doing, label: label)
        }
    }

    /// A write transaction only when a look without locks found something to do; nil when it did not.
    func write<Found: Sendable, T: Sendable>(
        _ doing: Text, look: @Sendable (Session) throws -> Found?, confirm: @Sendable (Session, T) throws -> Bool = { _, _ in false },
        _ body: @Sendable (Session, Found) throws -> T
    ) async throws(StoreError) -> T? {
        do {
            return try await pool.using { connection in try await connection.write(look: look, confirm: confirm, body) }
        } catch {
            throw StoreError(error, doing: doing, label: label)
        }
    }
}

/// The connections of a store. Each call takes the one with the fewest calls waiting.
final class Pool: Sendable {
    private let connections: [Connection]
    private let calls: Mutex<[Int]>

    init(_ connections: [Connection]) {
        self.connections = connections
        calls = Mutex(connections.map { _ in 0 })
    }

    func using<T: Sendable>(_ body: @Sendable (Connection) async throws -> T) async throws -> T {
        let index = calls.withLock { calls in
            let index = calls.indices.min { calls[$0] < calls[$1] } ?? 0
            calls[index] += 1
            return index
        }
        defer { calls.withLock { $0[index] -= 1 } }
        if Task.isCancelled { throw CancellationError() }
        return try await body(connections[index])
    }

    func close() async { for connection in connections { await connection.close() } }
}
