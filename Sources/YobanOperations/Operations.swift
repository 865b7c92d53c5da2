package import YobanCore

/// What a person or a program may do: the one way from command line, API and screen to the store.
///
/// Who may do what is checked here, and changed rows ring the workers' doorbells from here.
package struct Operations: Sendable {
    package let store: any JobStore
    package let catalogue: Catalogue
    package let now: Now
    /// Recorded as `submitted_by`.
    package let actor: String
    /// Wakes the workers of this host. Called after the commit; a worker that hears nothing finds the change by its poll.
    let ring: @Sendable ([WorkerRecord], Ring) -> Void

    package init(
        store: any JobStore, catalogue: Catalogue, actor: String, now: @escaping Now,
        ring: @escaping @Sendable ([WorkerRecord], Ring) -> Void
    ) {
        self.store = store
        self.catalogue = catalogue
        self.actor = actor
        self.now = now
        self.ring = ring
    }

    /// Why a doorbell rings.
    package enum Ring: Sendable, Equatable {
        /// There may be a job to take.
        case jobs
        /// A running job is to be stopped.
        case stop
    }

    func wake(_ reason: Ring) async {
        // The change is committed; a worker that can't be found now will see it by its poll.
        guard let workers = try? await store.workers() else { return }
        ring(workers, reason)
    }
}
