/// Takes a worker's jobs from it: because its lease is over, or because a person says that its host is dead.
///
/// Every step is a compare-and-set, so that several who do it at once do no harm; what one of them leaves undone the next one does.
package struct LostWorker: Sendable {
    package enum Cause: Sendable {
        /// Its lease is over.
        case silent
        /// A person said so.
        case declaredDead
    }

    let store: any JobStore
    let catalogue: Catalogue
    /// Of what is written to the store.
    let language: Language
    let now: Now
    /// In 0..<1.
    let random: @Sendable () -> Double

    package init(
        store: any JobStore, catalogue: Catalogue, language: Language, now: @escaping Now,
        random: @escaping @Sendable () -> Double = { Double.random(in: 0..<1) }
    ) {
        self.store = store
        self.catalogue = catalogue
        self.language = language
        self.now = now
        self.random = random
    }

    /// Ends the worker's session and settles all that it holds, each job by its definition's retry policy: one that may not be re-run
    /// fails. Returns what was settled here; nil, and nothing done, when the worker is no longer in the session of the record.
    package func retire(_ worker: WorkerRecord, _ cause: Cause, by author: Author? = nil) async throws(StoreError) -> [Settlement]? {
        guard try await store.retire(worker.id, session: worker.session, by: author, now: now()) else { return nil }
        return try await settleAll(of: worker, cause)
    }

    /// Settles what a retired worker holds. Nothing is done when it is not retired, or has come back.
    package func settleAll(of worker: WorkerRecord, _ cause: Cause) async throws(StoreError) -> [Settlement] {
        let claims = try await store.held(by: worker.id)
        // Looked at after: as long as it is retired nobody lives by these claims. A worker that has come back keeps them, and ends what is
        // no longer its own by itself.
        guard !claims.isEmpty, try await store.workers().contains(where: { $0.id == worker.id && $0.isRetired }) else { return [] }
        var settled: [Settlement] = []
        for claim in claims {
            let settlement = settlement(of: claim, worker, cause)
            if try await store.settle(settlement) == .held { settled.append(settlement) }
        }
        return settled
    }

    private func settlement(of claim: Claim, _ worker: WorkerRecord, _ cause: Cause) -> Settlement {
        let now = now()
        let outcome = AttemptOutcome(reason: .lostHost, message: message(worker, cause).inLanguage(language))
        let policy = catalogue.definition(of: claim.job)?.retryPolicy ?? RetryPolicy()
        let verdict = verdict(on: outcome, job: claim.job, policy: policy, now: now, random: random())
        return Settlement(claim: claim, outcome: outcome, verdict: verdict, endedAt: now)
    }

    private func message(_ worker: WorkerRecord, _ cause: Cause) -> Text {
        switch cause {
        case .silent:
            Text(
                ja: "ホスト \(worker.host) のワーカー \(worker.id) からの連絡が \(worker.seenAt.utcText) を最後に途絶えました",
                en: "host \(worker.host) was lost: nothing was heard of its worker \(worker.id) after \(worker.seenAt.utcText)")
        case .declaredDead:
            Text(
                ja: "ホスト \(worker.host) のワーカー \(worker.id) は停止したものとして扱われました（最後の連絡 \(worker.seenAt.utcText)）",
                en: "host \(worker.host) was declared dead: worker \(worker.id), last heard of at \(worker.seenAt.utcText)")
        }
    }
}
