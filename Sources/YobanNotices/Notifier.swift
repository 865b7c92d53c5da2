package import YobanCore

/// Watches what happens and tells those who are to be told, until the task is cancelled.
package struct Notifier: Sendable {
    let watch: NoticeWatch
    let sender: NoticeSender
    let failed: @Sendable (StoreError, _ asked: ContinuousClock.Instant) -> Void

    /// Between two looks.
    static let interval: Duration = .seconds(5)

    package init(
        watch: NoticeWatch, sender: NoticeSender, failed: @escaping @Sendable (StoreError, _ asked: ContinuousClock.Instant) -> Void
    ) {
        self.watch = watch
        self.sender = sender
        self.failed = failed
    }

    package func run() async {
        // Looking and sending don't wait for each other: a receiver may take its time.
        let (wishes, wish) = AsyncStream.makeStream(of: Void.self, bufferingPolicy: .bufferingNewest(1))
        await withTaskGroup(of: Void.self) { group in
            group.addTask {
                var sights = Sights()
                while !Task.isCancelled {
                    await look(&sights)
                    wish.yield()
                    try? await Task.sleep(for: Self.interval)
                }
            }
            group.addTask { for await _ in wishes { await send() } }
        }
        await sender.commands.close()
    }

    private func look(_ sights: inout Sights) async {
        let asked = ContinuousClock.now
        do throws(StoreError) { _ = try await watch.look(&sights) } catch { tell(error, asked) }
    }

    private func send() async {
        // Where nobody is told of anything, the store isn't asked.
        guard !sender.catalogue().allNoticeRules.isEmpty else { return }
        let asked = ContinuousClock.now
        do throws(StoreError) { _ = try await sender.round() } catch { tell(error, asked) }
    }

    private func tell(_ error: StoreError, _ asked: ContinuousClock.Instant) {
        if error.code != .interrupted { failed(error, asked) }
    }
}
