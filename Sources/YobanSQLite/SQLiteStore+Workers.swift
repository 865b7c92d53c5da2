import GRDB
package import YobanCore
import YobanRows

extension SQLiteStore {
    package func register(_ worker: WorkerRecord) async throws(StoreError) -> Int64 {
        try await write(.register) { database in
            try database.row(
                Query.registerWorker,
                [
                    "id": worker.id.value, "host": worker.host, "pid": Int64(worker.pid), "slots": worker.slots, "boot": worker.bootID,
                    "doorbell": worker.doorbell, "version": worker.version, "seen": worker.seenAt.milliseconds,
                    "queues": worker.queuesText, "lease": worker.lease.inMilliseconds,
                ]
            ) { $0.integer() ?? 0 } ?? 0
        }
    }

    package func renew(
        _ worker: WorkerID, session: Int64, condition: WorkerCondition?, now: Instant
    ) async throws(StoreError) -> Renewal {
        try await write(.renew) { database in
            try database.row(
                Query.renewWorker,
                [
                    "now": now.milliseconds, "id": worker.value, "session": session, "free": condition?.diskFreeBytes,
                    "disk": condition?.diskBytes, "descriptors": condition?.descriptors, "limit": condition?.descriptorLimit,
                ]
            ) { .held(isDraining: $0.flag()) } ?? .notHeld
        }
    }

    package func drain(_ worker: WorkerID, _ draining: Bool, by author: Author?, now: Instant) async throws(StoreError) -> Bool {
        try await write(.drain(worker)) { database in
            guard try database.run(Query.drainWorker, ["draining": draining, "id": worker.value]) == 1 else {
                return try !database.ids(Query.worker, [worker.value]).isEmpty
            }
            let (before, after) = draining ? ("active", "draining") : ("draining", "active")
            try database.note(draining ? .drain : .resume, worker.value, by: author, now, before: before, after: after)
            return true
        }
    }

    package func retire(_ worker: WorkerID, session: Int64, by author: Author?, now: Instant) async throws(StoreError) -> Bool {
        try await write(.retire(worker)) { database in
            guard try database.run(Query.retireWorker, [worker.value, session]) == 1 else { return false }
            try database.note(.declareDead, worker.value, by: author, now, after: "retired")
            return true
        }
    }

    package func workers() async throws(StoreError) -> [WorkerRecord] {
        try await read(.workers) { try $0.rows(Query.workers) { WorkerRecord(cells: &$0) } }
    }
}
