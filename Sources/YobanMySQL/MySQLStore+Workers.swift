package import YobanCore

extension MySQLStore {
    package func register(_ worker: WorkerRecord) async throws(StoreError) -> Int64 {
        try await write(.register) { session in
            try session.run(
                Queries.registerWorker,
                [
                    "id": .text(worker.id.value), "host": .text(worker.host), "pid": .integer(Int64(worker.pid)),
                    "slots": Value(worker.slots), "boot": .text(worker.bootID), "doorbell": .text(worker.doorbell),
                    "version": .text(worker.version), "seen": Value(milliseconds: worker.seenAt),
                ])
            return try session.row(Queries.sessionOfWorker, ["id": .text(worker.id.value)]) { $0.integer() ?? 0 } ?? 0
        }
    }

    package func renew(_ worker: WorkerID, session number: Int64, now: Instant) async throws(StoreError) -> Holding {
        // One statement; a beat too many does no harm when its answer was lost.
        try await perform(.renew) { session in
            let values: [String: Value] = ["id": .text(worker.value), "session": Value(number), "now": Value(milliseconds: now)]
            return try session.run(Queries.renewWorker, values) == 1 ? .held : .notHeld
        }
    }

    package func workers() async throws(StoreError) -> [WorkerRecord] {
        try await perform(.workers) { try $0.rows(Queries.workers) { WorkerRecord(&$0) } }
    }
}
