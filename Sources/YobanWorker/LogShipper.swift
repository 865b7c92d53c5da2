import YobanCore
import YobanExecution
import YobanRunFormat

/// Sends what runs say to the store, for readers on other hosts: about once a second, for all runs together.
///
/// Of each attempt the first half of `limit` is kept for ever, and the newest half. A script that says more than can be sent has gaps in
/// its offsets. Nothing here ever holds a job up: what can't be sent is left out.
actor LogShipper {
    private let store: any JobStore
    private let health: StoreHealth
    private let limit: Int64
    private let notify: @Sendable (WorkerEvent) -> Void
    private var parcels: [AttemptID: LogParcel] = [:]
    private var done: [AttemptID: Bell] = [:]
    private let bell = Bell()

    private static let interval: Duration = .seconds(1)
    /// In bytes: what one call carries.
    private static let largestCall = 4 << 20
    /// How long the end of an attempt waits for the rest of its log.
    private static let patience: Duration = .seconds(1)

    init(store: any JobStore, health: StoreHealth, limit: Int, notify: @escaping @Sendable (WorkerEvent) -> Void) {
        self.store = store
        self.health = health
        self.limit = Int64(limit)
        self.notify = notify
    }

    /// Follows the log of a run from now on; of an adopted one, from where the store's pieces end.
    func add(_ claim: Claim, directory: String, isAdopted: Bool) {
        guard parcels[claim.attempt] == nil else { return }
        parcels[claim.attempt] = LogParcel(job: claim.job, directory: directory, limit: limit, isAdopted: isAdopted)
    }

    /// Sends the rest of an attempt that is over. Returns when that is done, or after a moment: the rest is tried further, but nobody waits.
    func finish(_ attempt: AttemptID) async {
        guard parcels[attempt] != nil else { return }
        parcels[attempt]?.isEnded = true
        guard health.mayAsk else { return }
        let sent = Bell()
        done[attempt] = sent
        bell.ring()
        await withTaskGroup(of: Void.self) { group in
            group.addTask { await sent.wait() }
            group.addTask { try? await Task.sleep(for: Self.patience) }
            await group.next()
            group.cancelAll()
        }
        done[attempt] = nil
    }

    /// Sends until the task is cancelled.
    func run() async {
        await withTaskGroup(of: Void.self) { group in
            group.addTask { [bell] in await ring(bell) { Self.interval * Double.random(in: 0.9...1.1) } }
            while !Task.isCancelled {
                await bell.wait()
                while !Task.isCancelled, health.mayAsk, await send() {}
            }
            group.cancelAll()
        }
    }

    /// One call. Returns whether there is more to send at once.
    private func send() async -> Bool {
        await find()
        var pieces: [LogPiece] = []
        var after: [AttemptID: LogParcel] = [:]
        var size = 0
        var isMore = false
        for (attempt, parcel) in parcels {
            guard size < Self.largestCall else {
                isMore = true
                continue
            }
            var parcel = parcel
            let new = parcel.pack()
            after[attempt] = parcel
            pieces += new
            size += new.reduce(0) { $0 + $1.bytes.count }
        }
        let asked = ContinuousClock.now
        do throws(StoreError) {
            if !pieces.isEmpty {
                try await store.keepLog(pieces)
                health.works()
            }
        } catch {
            if error.isTransient || error.code == .interrupted {
                health.failed(error, asked: asked)
                return false
            }
            // The store does not want them: again it would not either.
            notify(.trouble(error.text))
        }
        for (attempt, parcel) in after {
            let isEnded = parcels[attempt]?.isEnded ?? false
            parcels[attempt] = parcel
            parcels[attempt]?.isEnded = isEnded
            // What ended while the store wrote has a rest.
            if isEnded, !parcel.isEnded { isMore = true }
        }
        await drop()
        for (attempt, parcel) in after where parcel.isEnded {
            parcels[attempt] = nil
            done[attempt]?.ring()
        }
        return isMore
    }

    /// Finds out where the store's pieces of adopted runs end.
    private func find() async {
        for (attempt, parcel) in parcels where parcel.isAdopted {
            let asked = ContinuousClock.now
            do throws(StoreError) {
                var offset: Int64 = 0
                while true {
                    let pieces = try await store.log(of: parcel.job.id, attempt: parcel.job.attemptNumber, from: offset, limit: 1 << 20)
                    guard let end = pieces.last?.end, end > offset else { break }
                    for piece in pieces { parcels[attempt]?.note(piece) }
                    offset = end
                }
                parcels[attempt]?.isAdopted = false
            } catch {
                health.failed(error, asked: asked)
                return
            }
        }
    }

    /// Removes what lies between the two kept halves.
    private func drop() async {
        for (attempt, parcel) in parcels {
            guard let range = parcel.surplus else { continue }
            let asked = ContinuousClock.now
            do throws(StoreError) {
                try await store.dropLog(of: parcel.job.id, attempt: parcel.job.attemptNumber, inside: range)
                parcels[attempt]?.dropped(range)
            } catch {
                health.failed(error, asked: asked)
                return
            }
        }
    }
}
