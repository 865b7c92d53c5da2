import YobanCore
import YobanRows

/// Places of concurrency keys: a job of a key runs only with one. All of this happens in the transaction that moves the job itself.
extension Session {
    /// Takes a place for a job that is to be claimed. Nil: all are taken, and stay so until this transaction has ended.
    ///
    /// Whoever gives a place back waits for that end, and then sees the job that was held because of it.
    func takePlace(_ key: String, for id: JobID, _ token: ClaimToken) throws -> Int? {
        guard let limit = try row(Queries.limitOfJob, ["id": Value(id)], { $0.integer() }) else { return nil }
        let own: [String: Value] = ["key": .text(key), "job": Value(id), "token": .text(token.value)]
        for query in [Queries.takenPlaces, Queries.takenPlacesHeld] {
            // Whoever is quicker takes the place that was free a moment ago; there are no more tries than places.
            while let place = try freePlace(of: key, query), place < max(1, limit ?? 1) {
                do {
                    try run(Queries.takePlace, own.merging(["place": Value(place)]) { $1 })
                    return place
                } catch let failure as ServerFailure where failure.isDuplicate {
                    try checkTransaction()
                }
            }
        }
        return nil
    }

    /// Gives back what a claim of a job with a key took, and lets those go on that waited for it.
    func freePlace(of claim: Claim) throws {
        guard let key = claim.job.concurrency?.name else { return }
        let own: [String: Value] = ["key": .text(key), "job": Value(claim.job.id), "token": .text(claim.token.value)]
        guard let place = try row(Queries.placeOfClaim, own, { $0.integer() }) ?? nil else { return }
        try run(Queries.freePlace, own.merging(["place": .integer(place)]) { $1 })
        try wake(key)
    }

    /// Makes those ready that wait for a place that is free, the most urgent first, one for each place. Returns how many.
    @discardableResult
    func wake(_ key: String) throws -> Int {
        var taken = Set(try rows(Queries.takenPlaces, ["key": .text(key)]) { $0.count() })
        var woken = 0
        var lost = 0
        while lost < 100 {
            let place = Self.firstFree(taken)
            guard let id = try ids(Queries.firstHeldByKey, ["key": .text(key), "place": Value(place)]).first else { return woken }
            // Another one may have made it ready just now; then there is a next.
            guard try run(Queries.makeReadyFromKey, ["id": Value(id)]) == 1 else {
                lost += 1
                continue
            }
            taken.insert(place)
            woken += 1
        }
        return woken
    }

    private func freePlace(of key: String, _ query: Query) throws -> Int? {
        Self.firstFree(Set(try rows(query, ["key": .text(key)]) { $0.count() }))
    }

    private static func firstFree(_ taken: Set<Int>) -> Int { (0...taken.count).first { !taken.contains($0) } ?? taken.count }
}
