import Synchronization
import YobanCore

/// Those that follow an output at the moment.
final class Followers: Sendable {
    /// At once; more are sent away.
    private let most: Int

    private struct State {
        var count = 0
        var outputs: [AttemptID: (shared: SharedOutput, followers: Int)] = [:]
    }

    private let state = Mutex(State())

    init(most: Int = StreamLimits().followers) { self.most = most }

    /// One more, of the output that others may follow already. It counts for as long as the follower is kept.
    func join(_ attempt: AttemptID, _ open: () -> SharedOutput) throws(HTTPProblem) -> Follower {
        let shared = state.withLock { state -> SharedOutput? in
            guard state.count < most else { return nil }
            state.count += 1
            let shared = state.outputs[attempt]?.shared ?? open()
            state.outputs[attempt] = (shared, (state.outputs[attempt]?.followers ?? 0) + 1)
            return shared
        }
        guard let shared else { throw .tooManyFollowers(most) }
        return Follower(attempt, shared, self)
    }

    fileprivate func leave(_ attempt: AttemptID) {
        state.withLock { state in
            state.count -= 1
            state.outputs[attempt]?.followers -= 1
            if state.outputs[attempt]?.followers == 0 { state.outputs[attempt] = nil }
        }
    }

    var count: Int { state.withLock { $0.count } }
}

/// One that follows an output. Its place is free when it is let go, also when its answer was never begun.
final class Follower: Sendable {
    let output: SharedOutput
    private let attempt: AttemptID
    private let all: Followers

    fileprivate init(_ attempt: AttemptID, _ output: SharedOutput, _ all: Followers) {
        self.attempt = attempt
        self.output = output
        self.all = all
    }

    deinit { all.leave(attempt) }
}
