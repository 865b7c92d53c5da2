package import YobanCore
import YobanRows

extension PostgresStore {
    package func register(_ worker: WorkerRecord) async throws(StoreError) -> Int64 {
        try await perform(.register) { session in
            let arguments: [String: (any Bindable)?] = [
                "id": worker.id.value, "host": worker.host, "pid": Int64(worker.pid), "slots": worker.slots, "boot": worker.bootID,
                "doorbell": worker.doorbell, "version": worker.version, "seen": worker.seenAt,
                "queues": worker.queuesText, "lease": worker.lease.inMilliseconds, "draining": worker.isDraining,
            ]
            return try session.run(Query.registerWorker, arguments).first { $0.integer() ?? 0 } ?? 0
        }
    }

    package func renew(
        _ worker: WorkerID, session number: Int64, condition: WorkerCondition?, now: Instant
    ) async throws(StoreError) -> Renewal {
        try await perform(.renew) { session in
            let arguments: [String: (any Bindable)?] = [
                "now": now, "id": worker.value, "session": number, "free": condition?.diskFreeBytes, "disk": condition?.diskBytes,
                "descriptors": condition?.descriptors, "limit": condition?.descriptorLimit,
            ]
            return try session.run(Query.renewWorker, arguments).first { .held(isDraining: $0.flag()) } ?? .notHeld
        }
    }

    package func drain(_ worker: WorkerID, _ draining: Bool, by author: Author?, now: Instant) async throws(StoreError) -> Bool {
        try await transact(.drain(worker)) { session in
            guard try session.run(Query.drainWorker, ["id": worker.value, "draining": draining]).changed == 1 else {
                return try session.run(Query.worker, ["id": worker.value]).count == 1
            }
            let (before, after) = draining ? ("active", "draining") : ("draining", "active")
            try session.note(draining ? .drain : .resume, [worker.value], by: author, now, before: before, after: after)
            return true
        }
    }

    package func retire(
        _ worker: WorkerID, session number: Int64, by author: Author?, now: Instant
    ) async throws(StoreError) -> Bool {
        try await transact(.retire(worker)) { session in
            guard try session.run(Query.retireWorker, ["id": worker.value, "session": number]).changed == 1 else { return false }
            try session.note(.declareDead, [worker.value], by: author, now, after: "retired")
            return true
        }
    }

    package func workers() async throws(StoreError) -> [WorkerRecord] {
        try await perform(.workers) { try $0.run(Query.workers).map { WorkerRecord(cells: &$0) } }
    }
}
