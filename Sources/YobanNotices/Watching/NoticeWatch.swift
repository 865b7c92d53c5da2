package import YobanCore

/// Looks at what happened, and records what is to be told.
///
/// What has finished is found by the time of its end, with an overlap for clocks that differ and writes that came late; and what was seen
/// running and is no longer, whenever it says that it ended. Any number may watch one store: a notice is recorded once.
package struct NoticeWatch: Sendable {
    let store: any JobStore & NoticeStore
    let catalogue: @Sendable () -> Catalogue
    let zone: TimeZoneRules
    let language: Language
    let now: Now

    /// Clocks of hosts differ by less, and a write takes less.
    static let overlap: Duration = .seconds(60)
    /// How often the marks are read again, when the catalogue stays the same.
    private static let marksStay: Duration = .seconds(60)
    /// How often the mark of what has finished is moved.
    private static let markStays: Duration = .seconds(30)
    private static let page = 500

    package init(
        store: any JobStore & NoticeStore, catalogue: @escaping @Sendable () -> Catalogue, zone: TimeZoneRules, language: Language,
        now: @escaping Now
    ) {
        self.store = store
        self.catalogue = catalogue
        self.zone = zone
        self.language = language
        self.now = now
    }

    /// One look. Returns how many notices were recorded here. What fails is looked at again by the next look.
    package func look(_ sights: inout Sights) async throws(StoreError) -> Int {
        let catalogue = catalogue()
        guard !catalogue.allNoticeRules.isEmpty else {
            sights = Sights()
            return 0
        }
        let now = now()
        let marks = try await marks(catalogue, &sights, now)
        // Before what has finished: a job that ends in between is in one of them.
        let running = try await running()
        let since = min(sights.lookedAt ?? now, sights.lookedAt == nil ? marks[MarkName.finished] ?? now : now) - Self.overlap
        let finished = try await finished(since: since, vanished: sights.running.subtracting(running.map(\.id)))
        let events = Events(watch: self, catalogue: catalogue, marks: marks, now: now)
        var notices: [NewNotice] = []
        for job in finished where sights.seen[Sights.Ending(job)] == nil { notices += try await events.ofEnd(job) }
        let (tooLong, subjects) = events.tooLong(running, known: sights.tooLong)
        let (missed, moved) = try await events.missed()
        notices += tooLong + missed
        let count = notices.isEmpty ? 0 : try await store.record(notices, now: now)
        for (name, instant) in moved {
            try await store.moveNoticeMark(name, to: instant)
            sights.marks?.values[name] = instant
        }
        sights.remember(finished, running: running, tooLong: subjects, since: since, now: now)
        try await keepMark(&sights, running, now)
        return count
    }

    /// A mark that nothing running can end before: a watcher that begins there overlooks nothing.
    private func keepMark(_ sights: inout Sights, _ running: [Job], _ now: Instant) async throws(StoreError) {
        let mark = running.compactMap(\.startedAt).reduce(now - Self.overlap) { min($0, $1) }
        guard sights.keptMark.map({ mark > $0 + Self.markStays }) ?? true else { return }
        try await store.moveNoticeMark(MarkName.finished, to: mark)
        sights.keptMark = mark
    }

    private func marks(_ catalogue: Catalogue, _ sights: inout Sights, _ now: Instant) async throws(StoreError) -> [String: Instant] {
        var details = [MarkName.finished: ""]
        for rule in catalogue.allNoticeRules { details[MarkName.channel(rule.name)] = "" }
        for definition in catalogue.definitions where catalogue.tells(.missed, of: definition) {
            if let schedule = definition.schedule { details[MarkName.missed(definition.key)] = schedule }
        }
        if let known = sights.marks, known.details == details, now - known.readAt < Self.marksStay { return known.values }
        let values = try await store.noticeMarks(details, now: now)
        sights.marks = Sights.Marks(details: details, values: values, readAt: now)
        return values
    }

    private func running() async throws(StoreError) -> [Job] {
        var all: [Job] = []
        var filter = JobFilter()
        filter.statuses = [.running]
        filter.limit = Self.page
        while true {
            let some = try await store.jobs(filter)
            all += some
            guard some.count == Self.page, let last = some.last else { return all }
            filter.before = last.id
        }
    }

    private func finished(since: Instant, vanished: Set<JobID>) async throws(StoreError) -> [Job] {
        var all: [Job] = []
        var place: (since: Instant, after: JobID?) = (since, nil)
        while true {
            let some = try await store.finished(since: place.since, after: place.after, limit: Self.page)
            guard let last = some.last else { break }
            all += some
            place = (FinishedJob.end(of: last), last.id)
        }
        let missing = vanished.subtracting(all.map(\.id)).sorted()
        for start in stride(from: 0, to: missing.count, by: Self.page) {
            var filter = JobFilter()
            filter.ids = Array(missing[start..<min(start + Self.page, missing.count)])
            filter.limit = Self.page
            all += try await store.jobs(filter).filter(\.status.isFinished)
        }
        return all
    }
}

extension Sights {
    fileprivate mutating func remember(_ finished: [Job], running: [Job], tooLong: Set<NoticeSubject>, since: Instant, now: Instant) {
        for job in finished { seen[Ending(job)] = FinishedJob.end(of: job) }
        seen = seen.filter { $0.value >= since }
        self.running = Set(running.map(\.id))
        self.tooLong = tooLong
        lookedAt = now
    }
}

extension Catalogue {
    /// Whether anyone is told of this.
    func tells(_ kind: NoticeKind, of definition: JobDefinition?) -> Bool {
        notify(for: definition).contains { $0.kinds.contains(kind) }
    }
}
