import Synchronization
import YobanCore
import YobanOperations

/// What waits for one who listens to events. It holds so much and no more: who takes nothing is cut off, and may come again.
final class Mailbox: Sendable {
    enum Item: Sendable {
        /// From here on everything is told.
        case begun(EventCursor, running: [Job])
        case batch(EventBatch)
        /// Time has passed.
        case pulse
    }

    /// In bytes of what others hold as well.
    static let largest = 4 << 20

    private struct State {
        var count = 0
        var size = 0
        var isOver = false
    }

    let items: AsyncStream<Item>
    private let continuation: AsyncStream<Item>.Continuation
    private let state = Mutex(State())

    init() { (items, continuation) = AsyncStream.makeStream() }

    func put(_ item: Item) {
        state.withLock { state in
            guard !state.isOver else { return }
            let size = item.size
            if case .pulse = item, state.count > 0 { return }
            // One that is large by itself is taken where nothing waits, or else nobody would ever get it.
            if state.count > 0, state.size + size > Self.largest {
                state.isOver = true
                continuation.finish()
                return
            }
            state.count += 1
            state.size += size
            continuation.yield(item)
        }
    }

    /// The item was dealt with.
    func done(_ item: Item) {
        state.withLock { state in
            state.count -= 1
            state.size -= item.size
        }
    }

    func close() {
        state.withLock { $0.isOver = true }
        continuation.finish()
    }
}

extension Mailbox.Item {
    fileprivate var size: Int {
        switch self {
        case .batch(let batch): batch.size
        case .begun, .pulse: 0
        }
    }
}
