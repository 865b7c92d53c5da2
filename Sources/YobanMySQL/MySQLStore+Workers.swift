package import YobanCore
import YobanRows

extension MySQLStore {
    package func register(_ worker: WorkerRecord) async throws(StoreError) -> Int64 {
        try await write(.register) { session in
            try session.run(
                Queries.registerWorker,
                [
                    "id": .text(worker.id.value), "host": .text(worker.host), "pid": .integer(Int64(worker.pid)),
                    "slots": Value(worker.slots), "boot": .text(worker.bootID), "doorbell": .text(worker.doorbell),
                    "version": .text(worker.version), "queues": .text(worker.queuesText),
                    "lease": .integer(Int64(worker.lease / .milliseconds(1))), "seen": Value(milliseconds: worker.seenAt),
                ])
            return try session.row(Queries.sessionOfWorker, ["id": .text(worker.id.value)]) { $0.integer() ?? 0 } ?? 0
        }
    }

    package func renew(
        _ worker: WorkerID, session number: Int64, condition: WorkerCondition?, now: Instant
    ) async throws(StoreError) -> Renewal {
        // One statement for a worker that takes jobs; a beat too many does no harm when its answer was lost.
        try await perform(.renew) { session in
            let values: [String: Value] = [
                "id": .text(worker.value), "session": Value(number), "now": Value(milliseconds: now),
                "free": Value(condition?.diskFreeBytes), "disk": Value(condition?.diskBytes),
                "descriptors": Value(condition?.descriptors), "limit": Value(condition?.descriptorLimit),
            ]
            if try session.run(Queries.renewWorkerThatTakes, values) == 1 { return .held(isDraining: false) }
            return try session.run(Queries.renewWorker, values) == 1 ? .held(isDraining: true) : .notHeld
        }
    }

    package func drain(_ worker: WorkerID, _ draining: Bool, by author: Author?, now: Instant) async throws(StoreError) -> Bool {
        try await write(.drain(worker)) { session in
            let values: [String: Value] = ["id": .text(worker.value), "draining": draining ? 1 : 0]
            guard try session.run(Queries.drainWorker, values) == 1 else {
                return try session.row(Queries.sessionOfWorker, values) { _ in true } ?? false
            }
            let (before, after) = draining ? ("active", "draining") : ("draining", "active")
            try session.note(draining ? .drain : .resume, [worker.value], by: author, now, before: before, after: after)
            return true
        }
    }

    package func retire(
        _ worker: WorkerID, session number: Int64, by author: Author?, now: Instant
    ) async throws(StoreError) -> Bool {
        let values: [String: Value] = ["id": .text(worker.value), "session": Value(number)]
        let confirm = { @Sendable (session: Session, _: Bool) in try session.row(Queries.retiredWorker, values) { _ in true } ?? false }
        return try await write(.retire(worker), confirm: confirm) { session in
            guard try session.run(Queries.retireWorker, values) == 1 else { return false }
            try session.note(.declareDead, [worker.value], by: author, now, after: "retired")
            return true
        }
    }

    package func workers() async throws(StoreError) -> [WorkerRecord] {
        try await perform(.workers) { try $0.rows(Queries.workers) { WorkerRecord(cells: &$0) } }
    }
}
