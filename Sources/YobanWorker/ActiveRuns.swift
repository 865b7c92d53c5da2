import Synchronization
import YobanCore
import YobanExecution

/// The jobs this worker holds right now. Their number is what the slots are compared with.
final class ActiveRuns: Sendable {
    /// A claim, and its run once it has one.
    struct Active: Sendable {
        let claim: Claim
        var run: Run?
        var isStopping = false
    }
    private let active = Mutex<[JobID: Active]>([:])

    var count: Int { active.withLock { $0.count } }
    /// By id.
    var all: [Active] { active.withLock { $0.values.sorted { $0.claim.job.id < $1.claim.job.id } } }

    func reserve(_ claim: Claim) { active.withLock { $0[claim.job.id] = Active(claim: claim) } }
    func started(_ id: JobID, _ run: Run) { active.withLock { $0[id]?.run = run } }
    func end(_ id: JobID) { active.withLock { $0[id] = nil } }

    /// The run to stop, once: nil when there is none yet or it is being stopped already.
    func stopping(_ id: JobID) -> Active? {
        active.withLock { active in
            guard let found = active[id], found.run != nil, !found.isStopping else { return nil }
            active[id]?.isStopping = true
            return found
        }
    }
}
