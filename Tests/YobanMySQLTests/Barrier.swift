import Foundation
import Synchronization

/// Lets threads go on when all have come. For threads that may block, as those of connections.
final class Barrier: Sendable {
    private let semaphore = DispatchSemaphore(value: 0)
    private let missing: Mutex<Int>
    private let count: Int

    init(_ count: Int) {
        self.count = count
        missing = Mutex(count)
    }

    func wait() {
        let isLast = missing.withLock { missing in
            missing -= 1
            return missing == 0
        }
        if isLast { for _ in 1..<count { semaphore.signal() } } else { semaphore.wait() }
    }
}

final class Counter: Sendable {
    private let state = Mutex(0)
    var value: Int { state.withLock { $0 } }

    func increase() -> Int {
        state.withLock { value in
            value += 1
            return value
        }
    }
}
