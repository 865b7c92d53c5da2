import GRDB
package import YobanCore

extension SQLiteStore {
    package func register(_ worker: WorkerRecord) async throws(StoreError) -> Int64 {
        try await write(.register) { database in
            try database.row(
                Query.registerWorker,
                [
                    "id": worker.id.value, "host": worker.host, "pid": Int64(worker.pid), "slots": worker.slots, "boot": worker.bootID,
                    "doorbell": worker.doorbell, "version": worker.version, "seen": worker.seenAt.milliseconds,
                ]
            ) { row in
                var cells = Cells(row)
                return cells.integer() ?? 0
            } ?? 0
        }
    }

    package func renew(_ worker: WorkerID, session: Int64, now: Instant) async throws(StoreError) -> Holding {
        try await write(.renew) { database in
            try database.run(Query.renewWorker, [now.milliseconds, worker.value, session]) == 1 ? .held : .notHeld
        }
    }

    package func workers() async throws(StoreError) -> [WorkerRecord] {
        try await read(.workers) { try $0.rows(Query.workers) { WorkerRecord(row: $0) } }
    }
}
