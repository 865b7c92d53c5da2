import Synchronization

/// Tells those that wait for something on behalf of a client that the server wants to end.
package final class Stopping: Sendable {
    private let flag = Atomic(false)

    package var hasBegun: Bool { flag.load(ordering: .relaxed) }
    func begin() { flag.store(true, ordering: .relaxed) }
}
