import Synchronization
import YobanCore

/// A few connections for many callers. The one that was used last is used next, so that an idle program keeps a single session.
final class ConnectionPool: Sendable {
    private struct State {
        var free: [Connection]
        var waiting: [CheckedContinuation<Connection, Never>] = []
    }

    private let all: [Connection]
    private let state: Mutex<State>

    init(_ connections: [Connection]) {
        all = connections
        state = Mutex(State(free: connections.reversed()))
    }

    func perform<T: Sendable>(_ call: Call<T>, mustLook: Bool, doing: Text) async throws(StoreError) -> T {
        let connection = await take()
        defer { give(connection) }
        return try await connection.perform(call, mustLook: mustLook, doing: doing)
    }

    func close() async {
        for connection in all { await connection.close() }
    }

    /// Callers are served in their order.
    private func take() async -> Connection {
        await withCheckedContinuation { continuation in
            let free = state.withLock { state in
                let free = state.free.popLast()
                if free == nil { state.waiting.append(continuation) }
                return free
            }
            if let free { continuation.resume(returning: free) }
        }
    }

    private func give(_ connection: Connection) {
        let next = state.withLock { state in
            if state.waiting.isEmpty {
                state.free.append(connection)
                return nil as CheckedContinuation<Connection, Never>?
            }
            return state.waiting.removeFirst()
        }
        next?.resume(returning: connection)
    }
}
