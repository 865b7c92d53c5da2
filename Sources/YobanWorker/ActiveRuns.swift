import Synchronization
import YobanCore
import YobanExecution

/// What this worker is busy with: claims it is about to start, runs that go on, ends it is writing down. Their number is what the slots
/// are compared with.
final class ActiveRuns: Sendable {
    struct Active: Sendable {
        let attempt: AttemptID
        /// Nil for a run that no row of the store belongs to.
        let claim: Claim?
        var phase = Phase.starting
        /// Why it has to end, once somebody asked. Kept for a run that has not begun yet.
        var ending: WorkerEvent.Ending?
    }

    enum Phase: Sendable {
        case starting
        case running(Run)
        /// Nothing runs any more; the store has to be told.
        case over
    }

    private let active = Mutex<[AttemptID: Active]>([:])

    var count: Int { active.withLock { $0.count } }
    var all: [Active] { active.withLock { Array($0.values) } }
    /// Jobs whose scripts run or are about to, by id.
    var jobs: [JobID] {
        all.compactMap { if case .over = $0.phase { nil } else { $0.claim?.job.id } }.sorted()
    }

    /// Takes a slot for a claim, or for a run without one.
    func reserve(_ attempt: AttemptID, _ claim: Claim?) {
        active.withLock { $0[attempt] = Active(attempt: attempt, claim: claim) }
    }

    func started(_ attempt: AttemptID, _ run: Run) { active.withLock { $0[attempt]?.phase = .running(run) } }
    func over(_ attempt: AttemptID) { active.withLock { $0[attempt]?.phase = .over } }
    func leave(_ attempt: AttemptID) { active.withLock { $0[attempt] = nil } }

    func ending(of attempt: AttemptID) -> WorkerEvent.Ending? { active.withLock { $0[attempt]?.ending } }

    /// Other runs of the same job, which a row that was set back by hand may have. Two never run at once.
    func others(of attempt: AttemptID) -> [AttemptID] {
        active.withLock { active in active.keys.filter { $0 != attempt && $0.job == attempt.job } }
    }

    /// Notes why something has to end; the first reason stays. Nil when there is nothing to end any more.
    func mark(_ attempt: AttemptID, _ ending: WorkerEvent.Ending) -> (marked: Active, isFirst: Bool)? {
        active.withLock { active in
            guard let found = active[attempt] else { return nil }
            if case .over = found.phase { return nil }
            active[attempt]?.ending = found.ending ?? ending
            return active[attempt].map { ($0, found.ending == nil) }
        }
    }
}
