package import Hummingbird
import Synchronization
package import YobanCore
import YobanOperations

/// Those that listen to events at the moment, and the one watch that looks for all of them, as long as there are any.
package final class Listeners: Sendable {
    private struct State {
        var mailboxes: [Int: Mailbox] = [:]
        var last = 0
        /// Which watch looks; a new one begins when the first listener comes.
        var round = 0
        var isWatching = false
        /// Up to where everything was told; nil until the watch has begun.
        var told: (cursor: EventCursor, running: [Job])?
    }

    private let state = Mutex(State())
    private let store: any JobStore
    private let now: Now
    private let stopping: Stopping
    /// At once; more are sent away.
    private let most: Int

    init(store: any JobStore, now: @escaping Now, _ stopping: Stopping, most: Int) {
        self.store = store
        self.now = now
        self.stopping = stopping
        self.most = most
    }

    var count: Int { state.withLock { $0.mailboxes.count } }

    /// One more. It counts for as long as the listener is kept.
    func join() throws(HTTPProblem) -> Listener {
        let mailbox = Mailbox()
        let joined = state.withLock { state -> (number: Int, round: Int?)? in
            guard state.mailboxes.count < most else { return nil }
            state.last += 1
            state.mailboxes[state.last] = mailbox
            if let told = state.told { mailbox.put(.begun(told.cursor, running: told.running)) }
            if state.isWatching { return (state.last, nil) }
            state.isWatching = true
            state.round += 1
            return (state.last, state.round)
        }
        guard let joined else { throw .tooManyListeners(most) }
        if let round = joined.round {
            // Ends with the last listener, and when the server ends.
            Task { await self.watch(round) }
        }
        return Listener(mailbox) { [weak self] in self?.leave(joined.number) }
    }

    /// An answer that goes on until who listens is no longer welcome: only what happens from now on.
    package func answer(
        to request: Request, store: any JobStore, heartbeat: Duration, wants: @escaping @Sendable (JobKey?) -> Bool,
        isWelcome: @escaping @Sendable () async -> Bool
    ) throws -> Response {
        EventAnswer(
            listener: try join(), store: store, last: nil, wants: { wants($0.key) }, heartbeat: heartbeat, isWelcome: isWelcome
        ).response(to: request)
    }

    private func leave(_ number: Int) { state.withLock { _ = $0.mailboxes.removeValue(forKey: number) } }

    /// Looks until nobody listens any more.
    @concurrent private func watch(_ round: Int) async {
        let store = store
        let now = now
        await withTaskGroup(of: Void.self) { group in
            group.addTask { await self.look(store, now, round) }
            // Beside it, because the store may keep a look waiting.
            var beats = 0
            while isWanted(round) {
                try? await Task.sleep(for: .milliseconds(100))
                beats += 1
                if beats % 10 == 0 { tell(.pulse, round) }
            }
            group.cancelAll()
        }
    }

    private func look(_ store: any JobStore, _ now: Now, _ round: Int) async {
        var watch: JobWatch?
        var pause: Duration = .seconds(1)
        while !Task.isCancelled {
            do throws(StoreError) {
                if let before = watch {
                    var after = before
                    let events = try await after.look(store, now: now())
                    watch = after
                    note(after, EventBatch(events, before: before.cursor, after: after.cursor), round)
                } else {
                    let begun = try await JobWatch(store, now: now())
                    watch = begun
                    note(begun, nil, round)
                }
                pause = .seconds(1)
            } catch {
                if error.code != .interrupted { StoreErrorCount.note(error) }
                pause = min(pause * 2, .seconds(10))
            }
            try? await Task.sleep(for: pause)
        }
    }

    /// Everything was told up to here: to those who are there, and whoever comes begins here.
    private func note(_ watch: JobWatch, _ batch: EventBatch?, _ round: Int) {
        let told = (cursor: watch.cursor, running: watch.running)
        state.withLock { state in
            guard state.round == round, state.isWatching else { return }
            state.told = told
            for mailbox in state.mailboxes.values {
                mailbox.put(batch.map { .batch($0) } ?? .begun(told.cursor, running: told.running))
            }
        }
    }

    private func tell(_ item: Mailbox.Item, _ round: Int) {
        state.withLock { state in
            guard state.round == round else { return }
            for mailbox in state.mailboxes.values { mailbox.put(item) }
        }
    }

    /// False ends the watch: nobody listens, or the server ends, and then nobody is to listen.
    private func isWanted(_ round: Int) -> Bool {
        let isEnding = stopping.hasBegun
        return state.withLock { state in
            if isEnding { for mailbox in state.mailboxes.values { mailbox.close() } }
            guard !isEnding, !state.mailboxes.isEmpty else {
                state.isWatching = false
                state.told = nil
                return false
            }
            return true
        }
    }
}

/// One that listens. Its place is free when it is let go, also when its answer was never begun.
final class Listener: Sendable {
    let mailbox: Mailbox
    private let leave: @Sendable () -> Void

    fileprivate init(_ mailbox: Mailbox, leave: @escaping @Sendable () -> Void) {
        self.mailbox = mailbox
        self.leave = leave
    }

    deinit { leave() }
}
