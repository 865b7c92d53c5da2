package import YobanCore

/// Claims what is to be sent, sends it, and notes what became of it. Never touches a job.
package struct NoticeSender: Sendable {
    let store: any NoticeStore
    let catalogue: @Sendable () -> Catalogue
    let webhooks: WebhookSender
    let commands: CommandSender
    let now: Now
    /// Called after each try that failed.
    let notSent: @Sendable (Notice, NoticeEnd) -> Void

    /// So many at once.
    static let together = 8

    package init(
        store: any NoticeStore, catalogue: @escaping @Sendable () -> Catalogue, webhooks: WebhookSender, commands: CommandSender,
        now: @escaping Now, notSent: @escaping @Sendable (Notice, NoticeEnd) -> Void
    ) {
        self.store = store
        self.catalogue = catalogue
        self.webhooks = webhooks
        self.commands = commands
        self.now = now
        self.notSent = notSent
    }

    /// Sends all that is due. Returns how many tries that were.
    package func round() async throws(StoreError) -> Int {
        var count = 0
        while !Task.isCancelled {
            let now = now()
            let claimed = try await store.claimNotices(limit: Self.together, until: now + NoticePatience.lease, now: now)
            let failures = await withTaskGroup(of: StoreError?.self) { group in
                for notice in claimed { group.addTask { await settle(notice) } }
                return await group.reduce(into: []) { $0 += [$1].compactMap(\.self) }
            }
            if let failure = failures.first { throw failure }
            count += claimed.count
            if claimed.count < Self.together { break }
        }
        return count
    }

    private func settle(_ notice: Notice) async -> StoreError? {
        let end: NoticeEnd
        do throws(SendFailure) {
            try await send(notice)
            end = .sent
        } catch {
            end = NoticePatience.end(of: notice, error: error.message, isFinal: error.isFinal, now: now())
            notSent(notice, end)
        }
        // The task may be cancelled; what was sent is noted all the same, or it would be sent again.
        let noting = Task { () -> StoreError? in
            do throws(StoreError) {
                _ = try await store.conclude(notice, end, now: now())
                return nil
            } catch { return error }
        }
        return await noting.value
    }

    private func send(_ notice: Notice) async throws(SendFailure) {
        let catalogue = catalogue()
        let definition = notice.new.key.flatMap(catalogue.definition)
        guard let rule = catalogue.notify(for: definition).first(where: { $0.name == notice.new.channel }) else {
            throw SendFailure("the catalogue has no channel \(notice.new.channel.shortened) for this job")
        }
        switch rule.channel {
        case .webhook(let webhook): try await webhooks.send(notice.new, to: webhook)
        case .command: try await commands.send(notice, by: rule, catalogue)
        }
    }
}
