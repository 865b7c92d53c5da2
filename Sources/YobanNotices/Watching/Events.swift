import YobanCore

/// Turns what one look found into notices.
struct Events {
    let watch: NoticeWatch
    let catalogue: Catalogue
    let marks: [String: Instant]
    let now: Instant

    /// More jobs of one key than these don't run out of their order.
    private static let nearby = 20

    /// What the end of a job means.
    func ofEnd(_ job: Job) async throws(StoreError) -> [NewNotice] {
        let definition = catalogue.definition(of: job)
        let wanted: NoticeKind = job.status == .failed ? .failed : .recovered
        guard job.status != .stopped, catalogue.tells(wanted, of: definition) else { return [] }
        var previous: Job?
        var wasTold = false
        if wanted == .recovered {
            previous = try await predecessor(of: job)
            wasTold = try await wasToldAsFailed(job)
        }
        guard let kind = FinishedJob.event(of: job, previous: previous, wasToldAsFailed: wasTold) else { return [] }
        let end = FinishedJob.end(of: job)
        let body = NoticeBody(
            kind: kind, at: end, definition: definition, job: job, planned: planned(of: job),
            text: kind == .failed ? NoticeText.failed(job) : NoticeText.recovered(job), language: watch.language)
        return notices(body, .attempt(job.id, job.attemptNumber), since: end)
    }

    /// Of running jobs those that run too long, and the subjects of all that do.
    func tooLong(_ running: [Job], known: Set<NoticeSubject>) -> ([NewNotice], Set<NoticeSubject>) {
        var notices: [NewNotice] = []
        var subjects: Set<NoticeSubject> = []
        for job in running {
            guard let definition = catalogue.definition(of: job), let limit = definition.tooLong,
                LateJob.isTooLong(job, definition, now: now)
            else { continue }
            let subject = NoticeSubject.attempt(job.id, job.attemptNumber)
            subjects.insert(subject)
            if known.contains(subject) { continue }
            let body = NoticeBody(
                kind: .tooLong, at: now, definition: definition, job: job, planned: planned(of: job),
                text: NoticeText.tooLong(job, limit, now: now), language: watch.language)
            notices += self.notices(body, subject, since: nil)
        }
        return (notices, subjects)
    }

    /// Planned instants that were missed, and how far schedules were looked at.
    func missed() async throws(StoreError) -> ([NewNotice], [String: Instant]) {
        var notices: [NewNotice] = []
        var moved: [String: Instant] = [:]
        for definition in catalogue.definitions where catalogue.tells(.missed, of: definition) {
            let name = MarkName.missed(definition.key)
            guard let mark = marks[name], let cron = definition.schedule.flatMap({ try? CronExpression($0) }),
                let planned = LateJob.due(cron, after: mark, allowing: definition.missedAfter, now: now, in: watch.zone)
            else { continue }
            let job = try await job(of: PlannedKey(key: definition.key, planned: planned))
            var attempts: [Attempt] = []
            if let job { attempts = try await watch.store.attempts(of: job.id) }
            if LateJob.isMissed(planned, allowing: definition.missedAfter, attempts: attempts) {
                let body = NoticeBody(
                    kind: .missed, at: now, definition: definition, job: job, planned: planned,
                    text: NoticeText.missed(definition, planned, job: job), language: watch.language)
                notices += self.notices(body, .planned(definition.key, planned), since: nil)
            }
            moved[name] = planned
        }
        return (notices, moved)
    }

    /// One for each channel that tells of it, and was there by then.
    private func notices(_ body: NoticeBody, _ subject: NoticeSubject, since: Instant?) -> [NewNotice] {
        catalogue.notify(for: body.definition).filter { rule in
            guard rule.kinds.contains(body.kind), let begun = marks[MarkName.channel(rule.name)] else { return false }
            return since.map { $0 >= begun } ?? true
        }.map { rule in
            var generator = SystemRandomNumberGenerator()
            let delivery = ClaimToken.random(using: &generator).value
            return NewNotice(
                kind: body.kind, subject: subject, key: body.definition?.key ?? body.job?.key, channel: rule.name, delivery: delivery,
                body: body.json(delivery: delivery))
        }
    }

    private func planned(of job: Job) -> Instant? { job.uniqueKey.flatMap(PlannedKey.init).map(\.planned) }

    private func predecessor(of job: Job) async throws(StoreError) -> Job? {
        guard let key = job.key else { return nil }
        var filter = JobFilter()
        // A key has no character that means something in a glob.
        filter.keyGlob = key.value
        filter.statuses = [.completed, .failed]
        filter.limit = Self.nearby
        return FinishedJob.predecessor(of: job, among: try await watch.store.jobs(filter))
    }

    /// A person had it tried again, or its result came late.
    private func wasToldAsFailed(_ job: Job) async throws(StoreError) -> Bool {
        guard job.attemptNumber > 1 || job.lostCount > 0 else { return false }
        return try await watch.store.notices(NoticeFilter(job: job.id)).contains { $0.new.kind == .failed }
    }

    /// The job that a schedule made for an instant.
    private func job(of planned: PlannedKey) async throws(StoreError) -> Job? {
        var filter = JobFilter()
        filter.keyGlob = planned.key.value
        filter.since = planned.planned - NoticeWatch.overlap
        filter.limit = 500
        while true {
            let some = try await watch.store.jobs(filter)
            if let found = some.first(where: { $0.uniqueKey == planned.uniqueKey }) { return found }
            guard some.count == filter.limit, let last = some.last else { return nil }
            filter.before = last.id
        }
    }
}
