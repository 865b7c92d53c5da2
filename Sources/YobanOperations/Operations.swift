package import YobanCore

/// What a person or a program may do: the one way from command line, API and screen to the store.
///
/// Who may do what is checked here, what was changed is noted with its author, and the workers' doorbells are rung from here.
package struct Operations: Sendable {
    package let store: any Store
    package let catalogue: Catalogue
    package let now: Now
    package let principal: Principal
    /// Whether a worker's process seems to be there, by what can be seen from this host.
    let isThere: @Sendable (WorkerRecord) -> Bool
    /// Wakes the workers of this host. Called after the commit; a worker that hears nothing finds the change by its poll.
    let ring: @Sendable ([WorkerRecord], Ring) -> Void

    package init(
        store: any Store, catalogue: Catalogue, principal: Principal, now: @escaping Now,
        isThere: @escaping @Sendable (WorkerRecord) -> Bool,
        ring: @escaping @Sendable ([WorkerRecord], Ring) -> Void
    ) {
        self.store = store
        self.catalogue = catalogue
        self.principal = principal
        self.now = now
        self.isThere = isThere
        self.ring = ring
    }

    /// Why a doorbell rings.
    package enum Ring: Sendable, Equatable {
        /// There may be a job to take.
        case jobs
        /// A running job is to be stopped.
        case stop
    }

    /// Who is noted with a change.
    var author: Author { Author(name: principal.name, address: principal.address) }

    /// The scope is asked for before anything is looked up: who lacks it learns nothing.
    func require(_ scope: Scope) throws(OperationError) {
        guard principal.may(scope) else { throw .forbidden(scope) }
    }

    func wake(_ reason: Ring) async {
        // The change is committed; a worker that can't be found now will see it by its poll.
        guard let workers = try? await store.workers() else { return }
        ring(workers, reason)
    }
}
