import Synchronization
import Testing
import YobanCore
import YobanOperations
import YobanTestKit

@Suite("Who a request comes from") struct AuthenticationTests {
    private final class Scene: Sendable {
        let store = MemoryStore()
        let clock = ManualClock(.at(0))
        let monotonic = Mutex(ContinuousClock.now)
        let secret = TokenSecret("yb_1")
        let author = Author(name: "yamada")

        var authentication: Authentication {
            Authentication(store: store, now: clock.now) { self.monotonic.withLock { $0 } }
        }

        func add(until end: Instant? = nil) async throws -> AccessToken {
            let new = NewAccessToken(name: "deploy", hash: secret.hash, scopes: [.jobsRead], expiresAt: end, createdBy: "yamada")
            return try #require(try await store.addToken(new, by: author, now: .at(0)))
        }
    }

    @Test("a revoked token opens for less than a second more, and not again")
    func revoked() async throws {
        let scene = Scene()
        let authentication = scene.authentication
        let token = try await scene.add()
        #expect(try await authentication.principal(of: scene.secret, from: nil)?.name == "token:deploy")
        #expect(try await scene.store.revokeToken(token.id, by: scene.author, now: .at(0)))
        scene.monotonic.withLock { $0 += .milliseconds(999) }
        #expect(try await authentication.principal(of: scene.secret, from: "10.0.0.1")?.address == "10.0.0.1")
        scene.monotonic.withLock { $0 += .milliseconds(1) }
        #expect(try await authentication.principal(of: scene.secret, from: nil) == nil)
        scene.monotonic.withLock { $0 += .milliseconds(1) }
        #expect(try await authentication.principal(of: scene.secret, from: nil) == nil)
    }

    @Test("a token that was used just now is over when it expires, and one that was unknown just now opens")
    func expired() async throws {
        let scene = Scene()
        let authentication = scene.authentication
        #expect(try await authentication.principal(of: scene.secret, from: nil) == nil)
        _ = try await scene.add(until: .at(10))
        #expect(try await authentication.principal(of: scene.secret, from: nil) != nil)
        scene.clock.set(.at(10))
        #expect(try await authentication.principal(of: scene.secret, from: nil) == nil)
    }

    @Test("its use is noted once a minute")
    func use() async throws {
        let scene = Scene()
        let authentication = scene.authentication
        _ = try await scene.add()
        for (second, noted) in [(1.0, 1.0), (2, 1), (60.9, 1), (61, 61), (62, 61)] {
            scene.clock.set(.at(second))
            #expect(try await authentication.principal(of: scene.secret, from: nil) != nil)
            #expect(try await scene.store.tokens().map(\.lastUsedAt) == [.at(noted)])
        }
    }
}
