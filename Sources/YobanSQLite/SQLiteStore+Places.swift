import GRDB
import YobanCore
import YobanRows

/// Places of concurrency keys. One connection writes at a time, so that what is looked at here stays so until the commit.
extension SQLiteStore {
    /// Frees places whose run is over, and makes those ready that have no reason to wait. Returns how many became ready.
    func repairPlaces() async throws(StoreError) -> Int {
        try await write(.promote, if: { try $0.hasPlacesToRepair() }, else: 0) { database in
            try database.run(Query.deleteStaleLocks, [])
            let forNothing = try database.ids(Query.waitingForNothing, [])
            let woken = try forNothing.reduce(0) { try $0 + database.run(Query.wake, [$1.value]) }
            return try database.keysWaitedFor().reduce(woken) { try $0 + database.wake($1) }
        }
    }
}

extension Database {
    /// A free place for a job with a concurrency key, and the key as it stands in the row.
    func place(for id: JobID, limit: Int) throws -> (key: DatabaseValue, place: Int)? {
        guard let key = try row(Query.keyOfJob, [id.value], { $0.value() }) else { return nil }
        let place = try FreePlaces(taken: takenPlaces(key)).first
        return place < limit ? (key, place) : nil
    }

    /// Gives back the place of a claim that ended, and makes the job ready that waits for it.
    func freePlace(of claim: Claim) throws {
        guard claim.job.concurrency != nil else { return }
        let keys = try rows(Query.freePlace, [claim.job.id.value, claim.token.value]) { $0.value() }
        for key in keys { _ = try wake(key) }
    }

    /// Makes those ready that wait for a place that is free, the most urgent first, one for each place. Returns how many.
    fileprivate func wake(_ key: DatabaseValue) throws -> Int {
        var places = try FreePlaces(taken: takenPlaces(key))
        var woken = 0
        while let id = try ids(Query.waitingForPlace, ["key": key, "place": places.first]).first {
            woken += try run(Query.wake, [id.value])
            places.take()
        }
        return woken
    }

    fileprivate func hasPlacesToRepair() throws -> Bool {
        if try !ids(Query.staleLocks, []).isEmpty || !ids(Query.waitingForNothing, []).isEmpty { return true }
        return try keysWaitedFor().contains { key in
            try !ids(Query.waitingForPlace, ["key": key, "place": FreePlaces(taken: takenPlaces(key)).first]).isEmpty
        }
    }

    fileprivate func keysWaitedFor() throws -> [DatabaseValue] { try rows(Query.keysWaitedFor) { $0.value() } }

    private func takenPlaces(_ key: DatabaseValue) throws -> [Int] {
        try rows(Query.takenPlaces, [key]) { $0.count() }
    }
}

/// The places of a key that are free, from the smallest.
private struct FreePlaces {
    private let taken: Set<Int>
    private(set) var first = 0

    init(taken: [Int]) {
        self.taken = Set(taken)
        skip()
    }

    mutating func take() {
        first += 1
        skip()
    }

    private mutating func skip() {
        while taken.contains(first) { first += 1 }
    }
}
