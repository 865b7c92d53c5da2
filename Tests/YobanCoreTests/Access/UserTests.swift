import Testing
import YobanCore
import YobanTestKit

@Suite("People and their sessions")
struct UserTests {
    private func session(used: Double = 0, until end: Instant = .at(0) + UserSession.lifetime, isDisabled: Bool = false) -> UserSession {
        let user = User(id: 1, name: "yamada", role: .operator, isDisabled: isDisabled, createdAt: .at(0), createdBy: "root")
        let new = NewUserSession(hash: "h", address: nil, agent: "", expiresAt: end)
        return UserSession(id: 1, new: new, user: user, createdAt: .at(0), lastUsedAt: .at(used))
    }

    @Test("a session is valid while it is used within seven days, for thirty at most, and while its user may sign in")
    func valid() {
        let day = 86_400.0
        #expect(session().isValid(at: .at(7 * day - 0.001)) && !session().isValid(at: .at(7 * day)))
        #expect(session(used: 6 * day).isValid(at: .at(13 * day - 0.001)))
        #expect(session(used: 29 * day).isValid(at: .at(30 * day - 0.001)) && !session(used: 29 * day).isValid(at: .at(30 * day)))
        #expect(!session(isDisabled: true).isValid(at: .at(0)))
    }

    @Test("what a browser says that it is, is cut to 200 characters")
    func agent() {
        let long = NewUserSession(hash: "h", address: nil, agent: String(repeating: "窓", count: 201), expiresAt: .at(0))
        #expect(long.agent == String(repeating: "窓", count: 200))
        // A letter with three hundred accents is one character to people, and three hundred and one to the store.
        let letter = "e" + String(repeating: "\u{301}", count: 300)
        #expect(NewUserSession(hash: "h", address: nil, agent: letter, expiresAt: .at(0)).agent.unicodeScalars.count == 200)
    }

    @Test("a user asks with what its role may do, and is told apart from tokens by its name")
    func principal() {
        let user = session().user
        let principal = user.principal(from: "192.0.2.7")
        #expect(principal == Principal(name: "user:yamada", scopes: Role.operator.scopes, address: "192.0.2.7"))
        #expect(principal.sees(nil) && !principal.may(.admin))
    }

    @Test("what was done is written down in words that stay")
    func actions() {
        #expect(
            AuditAction.allCases.map(\.rawValue) == [
                "job.enqueue", "job.stop", "job.retry", "worker.drain", "worker.resume", "worker.declare_dead", "queue.pause",
                "queue.resume", "token.create",
                "token.revoke", "user.create", "user.change", "user.link", "user.sign_in", "user.sign_out",
            ])
        #expect(Role.allCases.map(\.rawValue) == ["viewer", "operator", "admin"])
    }
}
