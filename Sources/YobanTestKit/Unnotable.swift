import Testing
package import YobanCore

/// That a change which can't be noted in the audit is not made, on a store without jobs. No law: it takes another program to spoil the audit.
///
/// - Parameter spoil: makes the audit unusable, past the store.
package func changesNothing(_ store: any Store, afterAuditIsSpoiled spoil: () async throws -> Void) async throws {
    let author = Author(name: "山田")
    let waiting = try await store.enqueue([NewJob(key: nil, name: "a", scriptPath: "/s")], now: .at(0))[0].id
    let done = try await store.enqueue([NewJob(key: nil, name: "b", scriptPath: "/s")], now: .at(0))[0].id
    _ = try await store.requestStop(done, now: .at(1))
    let night = WorkerRecord(
        id: WorkerID("night"), host: "night", pid: 1, slots: 1, bootID: "b", doorbell: "", version: "1", seenAt: .at(0))
    let session = try await store.register(night)
    _ = try await store.pause(queue: "night", reason: "", by: author, now: .at(1))
    let user = try #require(try await store.addUser(NewUser(name: "suzuki", role: .viewer, createdBy: "山田"), by: author, now: .at(0)))
    for hash in ["used", "open"] {
        let link = NewSignInLink(hash: hash, user: user.id, expiresAt: .at(100), createdBy: "山田")
        #expect(try await store.addSignInLink(link, by: author, now: .at(0)))
    }
    let opened = NewUserSession(hash: "first", address: nil, agent: "", expiresAt: .at(100))
    let signedIn = try #require(try await store.signIn(link: "used", opened, now: .at(1)))
    let users = try await store.users()
    try await spoil()
    let new = NewAccessToken(name: "deploy", hash: "h", scopes: [.admin], createdBy: "山田")
    let changes: [() async throws -> Void] = [
        { _ = try await store.enqueue([NewJob(key: nil, name: "c", scriptPath: "/s")], by: author, now: .at(2)) },
        { _ = try await store.requestStop(waiting, by: author, now: .at(2)) },
        { _ = try await store.retry(done, by: author, now: .at(2)) },
        { _ = try await store.drain(night.id, true, by: author, now: .at(2)) },
        { _ = try await store.retire(night.id, session: session, by: author, now: .at(2)) },
        { _ = try await store.addToken(new, by: author, now: .at(2)) },
        { _ = try await store.pause(queue: "day", reason: "", by: author, now: .at(2)) },
        { _ = try await store.resume(queue: "night", by: author, now: .at(2)) },
        { _ = try await store.addUser(NewUser(name: "sato", role: .viewer, createdBy: "山田"), by: author, now: .at(2)) },
        { _ = try await store.changeUser(user.id, role: .admin, isDisabled: true, by: author, now: .at(2)) },
        {
            let link = NewSignInLink(hash: "new", user: user.id, expiresAt: .at(100), createdBy: "山田")
            _ = try await store.addSignInLink(link, by: author, now: .at(2))
        },
        {
            let second = NewUserSession(hash: "second", address: nil, agent: "", expiresAt: .at(100))
            _ = try await store.signIn(link: "open", second, now: .at(2))
        },
        { _ = try await store.endSession(signedIn.id, by: author, now: .at(2)) },
    ]
    for change in changes { await #expect(throws: StoreError.self) { try await change() } }
    #expect(try await store.jobs(JobFilter()).map(\.status) == [.stopped, .pending])
    #expect(try await store.workers().map { [$0.isDraining, $0.isRetired] } == [[false, false]])
    #expect(try await store.tokens().isEmpty)
    #expect(try await store.pausedQueues().map(\.queue) == ["night"])
    #expect(try await store.users() == users)
    #expect(try await store.sessions() == [signedIn])
    let (open, late) = (try await store.signInLink(hash: "open"), try await store.signInLink(hash: "new"))
    #expect(open?.user == users[0] && late?.user == nil)
}
