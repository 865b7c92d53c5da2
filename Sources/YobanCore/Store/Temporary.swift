extension JobStore {
    package func claim(
        _ tokens: [ClaimToken], queues: [String], by worker: WorkerID, on host: String, now: Instant
    ) async throws(StoreError) -> [Claim] { throw StoreError(.unexpected, doing: Text(ja: "", en: "")) }
    package func release(_ claim: Claim, to placement: Placement?, now: Instant) async throws(StoreError) -> Holding { .notHeld }
    package func keepLog(_ pieces: [LogPiece]) async throws(StoreError) {}
    package func log(of job: JobID, attempt: Int, from offset: Int64, limit: Int) async throws(StoreError) -> [LogPiece] { [] }
    package func dropLog(of job: JobID, attempt: Int, inside range: Range<Int64>) async throws(StoreError) {}
    package func renew(_ worker: WorkerID, session: Int64, now: Instant) async throws(StoreError) -> Renewal { .notHeld }
    package func drain(_ worker: WorkerID, _ draining: Bool) async throws(StoreError) -> Bool { false }
    package func retire(_ worker: WorkerID, session: Int64) async throws(StoreError) -> Bool { false }
}
