package import YobanCore

extension Operations {
    /// How the workers stand, by id.
    package func workers() async throws(OperationError) -> [WorkerStanding] {
        var standings: [WorkerStanding] = []
        for worker in try await workerRecords() {
            let held = try await jobs(heldBy: worker.id).map(\.id)
            standings.append(WorkerStanding(worker, WorkerState(worker, isThere: isThere(worker)), held: held))
        }
        return standings
    }

    private func workerRecords() async throws(OperationError) -> [WorkerRecord] {
        try require(.jobsRead)
        return try await storing { () async throws(StoreError) in try await store.workers() }
    }

    /// The worker of an id, or the one worker of a host, for whoever wants to act on it. A host of several needs the id.
    package func worker(named name: String) async throws(OperationError) -> WorkerRecord {
        try require(.workersControl)
        let all = try await workerRecords()
        if let worker = all.first(where: { $0.id.value == name }) { return worker }
        let ofHost = all.filter { $0.host == name }
        if ofHost.count == 1 { return ofHost[0] }
        if ofHost.count > 1 { throw .severalWorkers(host: name, ofHost.map(\.id)) }
        let names = all.map(\.id.value) + all.map(\.host)
        throw .unknownWorker(name, nearest: Nearest.match(name, among: names), known: all.map(\.id))
    }

    /// What a worker holds at the moment, by id.
    package func jobs(heldBy worker: WorkerID) async throws(OperationError) -> [Job] {
        try require(.jobsRead)
        return try await storing { () async throws(StoreError) in try await store.held(by: worker) }.map(\.job)
            .filter { principal.sees($0.key) }
    }

    /// Lets the worker of a name take no new job, or take jobs again: see ``worker(named:)``. What runs there goes on.
    package func drain(workerNamed name: String, _ draining: Bool) async throws(OperationError) -> WorkerID {
        let worker = try await worker(named: name)
        let (now, author) = (now(), author)
        let isKnown = try await storing { () async throws(StoreError) in
            try await store.drain(worker.id, draining, by: author, now: now)
        }
        guard isKnown else { throw .unknownWorker(worker.id.value, nearest: nil, known: []) }
        // It beats at once, and so learns of it.
        await wake(.stop)
        return worker.id
    }

    /// Gives a worker up: its session ends, and what it held is retried or fails, by the rules for a lost host. If it lives all the same,
    /// it ends its runs at its next beat. Returns what became of its jobs; may be repeated when it was cut off.
    ///
    /// - Parameter language: of what is written to the jobs.
    package func declareDead(_ worker: WorkerRecord, language: Language) async throws(OperationError) -> [Settlement] {
        try require(.workersControl)
        let author = author
        let lost = LostWorker(store: store, catalogue: catalogue, language: language, now: now)
        let settled = try await storing { () async throws(StoreError) in
            worker.isRetired
                ? try await lost.settleAll(of: worker, .declaredDead) : try await lost.retire(worker, .declaredDead, by: author)
        }
        guard let settled else { throw .workerMovedOn(worker.id) }
        await wake(.jobs)
        return settled
    }
}
