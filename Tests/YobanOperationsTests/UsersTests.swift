import Testing
import YobanCore
import YobanOperations
import YobanTestKit

@Suite("What an administrator does with users")
struct UsersTests {
    private let store = MemoryStore()
    private let clock = ManualClock(.at(0))

    private func operations(_ principal: Principal = .local("root")) -> Operations {
        Operations(
            store: store, catalogue: Catalogue(file: "/srv/yoban.yaml", ownerUID: 0, definitions: []), principal: principal,
            now: clock.now, isThere: { _ in true }, ring: { _, _ in })
    }

    @Test("a user is made with a role, by whoever asked")
    func create() async throws {
        let user = try await operations().createUser(name: "山田 太郎", role: .operator)
        #expect(user == User(id: 1, name: "山田 太郎", role: .operator, createdAt: .at(0), createdBy: "root"))
        #expect(try await operations().users() == [user])
    }

    @Test(
        "a name that can't be told from another by looking at it is refused, and nothing is done",
        arguments: [
            "", " yamada", "yamada ", "yamada\u{3000}", "ya\nmada", "ya\u{2028}mada", "ya\u{0}mada", "ya\u{1B}[1mmada", "ya\u{200B}mada",
            "ya\u{202E}mada", String(repeating: "夜", count: 101),
        ])
    func names(_ name: String) async throws {
        await #expect(throws: OperationError.userName) { try await operations().createUser(name: name, role: .admin) }
        #expect(try await store.users().isEmpty)
    }

    @Test("a name is given once, also to what only looks the same")
    func taken() async throws {
        _ = try await operations().createUser(name: "jos\u{E9}", role: .viewer)
        for name in ["jos\u{E9}", "jose\u{301}"] {
            await #expect(throws: OperationError.userNameTaken(name)) { try await operations().createUser(name: name, role: .admin) }
        }
        #expect(try await store.users().count == 1)
    }

    @Test("a role and whether a user may sign in are changed one by one, and the nearest name is told")
    func change() async throws {
        _ = try await operations().createUser(name: "yamada", role: .operator)
        #expect(try await operations().changeUser(named: "yamada", role: .viewer, isDisabled: nil).standing == "viewer")
        #expect(try await operations().changeUser(named: "yamada", role: nil, isDisabled: true).standing == "viewer disabled")
        #expect(try await operations().changeUser(named: "yamada", role: .operator, isDisabled: nil).standing == "operator disabled")
        #expect(try await store.users().map(\.standing) == ["operator disabled"])
        await #expect(throws: OperationError.unknownUser("yamda", nearest: "yamada")) {
            try await operations().changeUser(named: "yamda", role: .admin, isDisabled: nil)
        }
    }

    @Test("the last administrator who may sign in stays one", arguments: [(Role.operator, nil), (nil, true)] as [(Role?, Bool?)])
    func lastAdmin(_ role: Role?, _ isDisabled: Bool?) async throws {
        for name in ["yamada", "suzuki"] { _ = try await operations().createUser(name: name, role: .admin) }
        _ = try await operations().createUser(name: "sato", role: .operator)
        _ = try await operations().changeUser(named: "suzuki", role: role, isDisabled: isDisabled)
        await #expect(throws: OperationError.lastAdmin("yamada")) {
            try await operations().changeUser(named: "yamada", role: role, isDisabled: isDisabled)
        }
        #expect(try await store.users().map(\.standing)[0] == "admin")
        // What takes nothing away may be done.
        _ = try await operations().changeUser(named: "yamada", role: .admin, isDisabled: false)
        _ = try await operations().changeUser(named: "sato", role: .viewer, isDisabled: true)
    }

    @Test("who is no administrator learns nothing and changes nothing")
    func forbidden() async throws {
        _ = try await operations().createUser(name: "yamada", role: .admin)
        let clerk = operations(Principal(name: "user:clerk", scopes: Role.operator.scopes))
        let tries: [() async throws -> Void] = [
            { _ = try await clerk.createUser(name: "b", role: .viewer) }, { _ = try await clerk.users() },
            { _ = try await clerk.sessions() },
            { _ = try await clerk.changeUser(named: "yamada", role: .viewer, isDisabled: true) },
            { _ = try await clerk.signInLink(forUserNamed: "yamada") }, { _ = try await clerk.signInLink(forUserNamed: "nobody") },
            { try await clerk.endSession(9) },
        ]
        for one in tries { await #expect(throws: OperationError.forbidden(.admin)) { try await one() } }
        #expect(try await store.audit(AuditFilter()).map(\.action) == [.createUser])
    }
}
