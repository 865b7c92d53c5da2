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

    package func renew(_ worker: WorkerID, session: Int64, now: Instant) async throws(StoreError) -> Renewal {
        try await write(.renew) { database in
            try database.row(Query.renewWorker, [now.milliseconds, worker.value, session]) { .held(isDraining: $0.flag()) } ?? .notHeld
        }
    }

    package func drain(_ worker: WorkerID, _ draining: Bool) async throws(StoreError) -> Bool {
        try await write(.drain(worker)) { try $0.run(Query.drainWorker, [draining, worker.value]) == 1 }
    }

    package func retire(_ worker: WorkerID, session: Int64) async throws(StoreError) -> Bool {
        try await write(.retire(worker)) { try $0.run(Query.retireWorker, [worker.value, session]) == 1 }
    }

    package func workers() async throws(StoreError) -> [WorkerRecord] {
        try await read(.workers) { try $0.rows(Query.workers) { WorkerRecord(cells: &$0) } }
    }
}
