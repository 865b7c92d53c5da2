package import YobanCore

/// One condition that a pending job has to meet before a worker takes it.
package struct Gate: Sendable {
    package enum Kind: Sendable {
        case time, queue, key, worker, slot
    }

    package let kind: Kind
    package let isOpen: Bool
    /// What is there, in a sentence.
    package let evidence: Text
    /// The jobs that stand in the way, by number.
    package var holders: [JobID] = []

    init(_ kind: Kind, isOpen: Bool, _ evidence: Text, holders: [JobID] = []) {
        self.kind = kind
        self.isOpen = isOpen
        self.evidence = evidence
        self.holders = holders
    }

    package var word: Text {
        switch kind {
        case .time: Text(ja: "開始時刻", en: "Due time")
        case .queue: Text(ja: "キュー", en: "Queue")
        case .key: Text(ja: "同時実行キー", en: "Concurrency key")
        case .worker: Text(ja: "ワーカー", en: "Worker")
        case .slot: Text(ja: "スロット", en: "Slot")
        }
    }
}

extension Operations {
    /// Running jobs that are looked at for who holds a key or a slot.
    private static let mostHolders = 200

    /// Every condition of a pending job, open ones too, as they stand now; empty for a job that is not pending.
    ///
    /// - Parameter clock: writes an instant for people.
    package func gates(of job: Job, clock: (Instant) -> String) async throws(OperationError) -> [Gate] {
        guard job.status == .pending else { return [] }
        var filter = JobFilter()
        filter.statuses = [.running]
        filter.limit = Self.mostHolders
        let running = try await jobs(filter)
        let workers = try await workers().filter(\.state.isThere).map(\.record)
        let takers = workers.filter { $0.takes(job.queue) }
        let open = takers.filter { !$0.isDraining }
        return [
            time(job, clock), try await queue(job, clock), key(job, running), worker(job, workers, takers, open), slot(open, running),
        ].compactMap { $0 }
    }

    private func time(_ job: Job, _ clock: (Instant) -> String) -> Gate? {
        guard let due = job.runAfter else { return nil }
        let at = clock(due)
        guard job.hold == .time else { return Gate(.time, isOpen: true, Text(ja: "\(at) を過ぎています", en: "it is past \(at)")) }
        return Gate(
            .time, isOpen: false,
            job.retryCount > 0
                ? Text(ja: "\(at) に再試行します", en: "it is tried again at \(at)")
                : Text(ja: "\(at) まで開始しません", en: "it does not start before \(at)"))
    }

    private func queue(_ job: Job, _ clock: (Instant) -> String) async throws(OperationError) -> Gate {
        let name = Placement.withoutLabel(job.queue)
        guard let pause = try await pausedQueues().first(where: { $0.holds(job.queue) }) else {
            return Gate(.queue, isOpen: true, Text(ja: "キュー \(name) は動いています", en: "the queue \(name) is not paused"))
        }
        let (at, why) = (clock(pause.at), pause.reason)
        return Gate(
            .queue, isOpen: false,
            Text(
                ja: "キュー \(name) は \(at) に \(pause.by) が一時停止しました" + (why.isEmpty ? "" : "（\(why)）"),
                en: "the queue \(name) was paused at \(at) by \(pause.by)" + (why.isEmpty ? "" : " (\(why))")))
    }

    private func key(_ job: Job, _ running: [Job]) -> Gate? {
        guard let key = job.concurrency else { return nil }
        let holders = running.filter { $0.concurrency?.name == key.name }
        return Gate(
            .key, isOpen: job.hold != .key,
            Text(
                ja: "\(key.name.shortened): 同時に \(key.limit) 件まで、実行中 \(holders.count) 件",
                en: "\(key.name.shortened): at most \(key.limit) at once, \(holders.count) running"),
            holders: job.hold == .key ? holders.map(\.id).sorted() : [])
    }

    private func worker(_ job: Job, _ all: [WorkerRecord], _ takers: [WorkerRecord], _ open: [WorkerRecord]) -> Gate {
        if all.isEmpty {
            return Gate(
                .worker, isOpen: false, Text(ja: "ワーカーが動いていません。起動してください: yoban serve", en: "no worker runs. Start one: yoban serve"))
        }
        if takers.isEmpty {
            return Gate(
                .worker, isOpen: false,
                Text(
                    ja: "キュー \(job.queue) を受け持つワーカーがいません（動いているワーカー: \(all.count)）",
                    en: "no worker takes from the queue \(job.queue) (\(all.count) run)"))
        }
        if open.isEmpty {
            return Gate(
                .worker, isOpen: false,
                Text(ja: "受け持つワーカーはすべて新規受付を止めています", en: "every worker that would take it is draining"))
        }
        return Gate(.worker, isOpen: true, Text(ja: "受け持つワーカー: \(open.count)", en: "\(open.count) would take it"))
    }

    private func slot(_ open: [WorkerRecord], _ running: [Job]) -> Gate? {
        guard !open.isEmpty else { return nil }
        let ids = Set(open.map(\.id))
        let taken = running.filter { $0.worker.map(ids.contains) ?? false }
        let slots = open.reduce(0) { $0 + $1.slots }
        return Gate(
            .slot, isOpen: taken.count < slots,
            Text(ja: "\(slots) スロット中 \(taken.count) 使用中", en: "\(taken.count) of \(slots) slots taken"),
            holders: taken.count < slots ? [] : taken.map(\.id).sorted())
    }
}
