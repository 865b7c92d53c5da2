import Synchronization
import Testing
import YobanCore
import YobanOperations
import YobanTestKit

@Suite("Signing in")
struct SignInTests {
    private final class Scene: Sendable {
        let store = MemoryStore()
        let clock = ManualClock(.at(0))
        let monotonic = Mutex(ContinuousClock.now)

        var authentication: Authentication {
            Authentication(store: store, now: clock.now) { self.monotonic.withLock { $0 } }
        }

        func operations(_ principal: Principal = .local("root")) -> Operations {
            Operations(
                store: store, catalogue: Catalogue(file: "/srv/yoban.yaml", ownerUID: 0, definitions: []), principal: principal,
                now: clock.now, isThere: { _ in true }, ring: { _, _ in })
        }

        /// A new user who signed in just now.
        func signedIn(_ name: String, _ role: Role = .operator) async throws -> (secret: SessionSecret, session: UserSession) {
            _ = try await operations().createUser(name: name, role: role)
            let link = try await operations().signInLink(forUserNamed: name).secret
            return try #require(try await authentication.signIn(link, from: "192.0.2.7", agent: "Browser"))
        }

        func pass(_ duration: Duration) { monotonic.withLock { $0 += duration } }
    }

    @Test("a link is looked at as often as one likes, and opens one session")
    func link() async throws {
        let scene = Scene()
        let user = try await scene.operations().createUser(name: "yamada", role: .viewer)
        let (secret, end) = try await scene.operations().signInLink(forUserNamed: "yamada")
        #expect(secret.text.contains(/^yl_[0-9a-f]{64}$/) && end == .at(15 * 60))
        for _ in 0..<2 { #expect(try await scene.authentication.linkedUser(secret) == user) }
        let opened = try #require(try await scene.authentication.signIn(secret, from: "192.0.2.7", agent: "Browser"))
        #expect(opened.secret.text.contains(/^ys_[0-9a-f]{64}$/))
        #expect(opened.session.user.name == "yamada" && opened.session.new.expiresAt == .at(0) + UserSession.lifetime)
        #expect(opened.session.new.address == "192.0.2.7" && opened.session.new.agent == "Browser")
        #expect(try await scene.authentication.linkedUser(secret) == nil)
        #expect(try await scene.authentication.signIn(secret, from: nil, agent: "") == nil)
        #expect(try await scene.authentication.session(opened.secret, from: nil) == opened.session)
        #expect(try await scene.operations().sessions() == [opened.session])
    }

    @Test("only hashes are kept")
    func hashes() async throws {
        let scene = Scene()
        let opened = try await scene.signedIn("yamada")
        let secret = try await scene.operations().signInLink(forUserNamed: "yamada").secret
        #expect(try await scene.store.session(hash: opened.secret.hash) == opened.session)
        #expect(try await scene.store.signInLink(hash: secret.hash) != nil)
        let all = "\(try await scene.store.sessions()) \(try await scene.store.audit(AuditFilter()))"
        for text in [opened.secret.text, secret.text] { #expect(!all.contains(text) && !all.contains(text.dropFirst(3))) }
    }

    @Test("a link is over at its end, lives a day at most, and none is made for who is disabled")
    func lifetime() async throws {
        let scene = Scene()
        _ = try await scene.operations().createUser(name: "yamada", role: .viewer)
        for lifetime in [.zero, .seconds(-1), .seconds(86_401)] as [Duration] {
            await #expect(throws: OperationError.linkLifetime) {
                try await scene.operations().signInLink(forUserNamed: "yamada", lifetime: lifetime)
            }
        }
        let secret = try await scene.operations().signInLink(forUserNamed: "yamada", lifetime: .seconds(86_400)).secret
        scene.clock.set(.at(86_400))
        #expect(try await scene.authentication.linkedUser(secret) == nil)
        #expect(try await scene.authentication.signIn(secret, from: nil, agent: "") == nil)
        _ = try await scene.operations().changeUser(named: "yamada", role: nil, isDisabled: true)
        await #expect(throws: OperationError.userDisabled("yamada")) { try await scene.operations().signInLink(forUserNamed: "yamada") }
        await #expect(throws: OperationError.unknownUser("yamad", nearest: "yamada")) {
            try await scene.operations().signInLink(forUserNamed: "yamad")
        }
        #expect(try await scene.store.audit(AuditFilter()).map(\.action) == [.changeUser, .linkUser, .createUser])
    }

    @Test("what is no secret of ours opens nothing", arguments: ["", "yl_", "ys_0", String(repeating: "y", count: 1_000_000)])
    func forged(_ text: String) async throws {
        let scene = Scene()
        _ = try await scene.signedIn("yamada")
        #expect(try await scene.authentication.linkedUser(SignInSecret(text)) == nil)
        #expect(try await scene.authentication.signIn(SignInSecret(text), from: nil, agent: "") == nil)
        #expect(try await scene.authentication.session(SessionSecret(text), from: nil) == nil)
    }

    @Test("an ended session opens for less than a second more, and so does one whose user was disabled", arguments: [true, false])
    func ended(_ isDisabled: Bool) async throws {
        let scene = Scene()
        let authentication = scene.authentication
        let (secret, session) = try await scene.signedIn("yamada")
        #expect(try await authentication.session(secret, from: nil)?.id == session.id)
        if isDisabled {
            _ = try await scene.operations().changeUser(named: "yamada", role: nil, isDisabled: true)
        } else {
            try await scene.operations().endSession(session.id)
        }
        scene.pass(.milliseconds(999))
        #expect(try await authentication.session(secret, from: nil) != nil)
        scene.pass(.milliseconds(1))
        #expect(try await authentication.session(secret, from: nil) == nil)
    }

    @Test("a session that is not used for seven days is over, though it is known, and a role that was taken away is gone in a second")
    func over() async throws {
        let scene = Scene()
        let authentication = scene.authentication
        let (secret, _) = try await scene.signedIn("yamada")
        #expect(try await authentication.session(secret, from: nil)?.user.role == .operator)
        _ = try await scene.operations().changeUser(named: "yamada", role: .viewer, isDisabled: nil)
        scene.pass(.seconds(1))
        #expect(try await authentication.session(secret, from: nil)?.user.role == .viewer)
        scene.clock.set(.at(0) + UserSession.idleLimit)
        #expect(try await authentication.session(secret, from: nil) == nil)
        #expect(try await scene.operations().sessions().isEmpty)
    }

    @Test("its use is noted once a minute")
    func use() async throws {
        let scene = Scene()
        let authentication = scene.authentication
        let (secret, _) = try await scene.signedIn("yamada")
        for (second, noted) in [(1.0, 0.0), (59.9, 0), (60, 60), (61, 60), (120, 120)] {
            scene.clock.set(.at(second))
            #expect(try await authentication.session(secret, from: nil)?.lastUsedAt == .at(noted))
            #expect(try await scene.store.sessions().map(\.lastUsedAt) == [.at(noted)])
        }
    }

    @Test("one's own session may be ended by anybody, others' by an administrator")
    func signOut() async throws {
        let scene = Scene()
        let (mine, other) = (try await scene.signedIn("yamada").session, try await scene.signedIn("suzuki").session)
        let me = scene.operations(mine.user.principal(from: "192.0.2.7"))
        for id in [other.id, 999] { await #expect(throws: OperationError.forbidden(.admin)) { try await me.endSession(id) } }
        try await me.endSession(mine.id)
        #expect(try await scene.store.sessions().map(\.id) == [other.id])
        let entry = try #require(try await scene.store.audit(AuditFilter()).first)
        #expect(entry.action == .signOut && entry.author == Author(name: "user:yamada", address: "192.0.2.7") && entry.target == "yamada")
        try await scene.operations().endSession(other.id)
        await #expect(throws: OperationError.unknownSession(other.id)) { try await scene.operations().endSession(other.id) }
    }
}
