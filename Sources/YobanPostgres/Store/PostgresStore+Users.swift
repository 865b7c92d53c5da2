package import YobanCore
import YobanRows

extension PostgresStore {
    package func addUser(_ user: NewUser, by author: Author, now: Instant) async throws(StoreError) -> User? {
        try await transact(.addUser) { session in
            let arguments: [String: (any Bindable)?] = [
                "name": user.name, "role": user.role.rawValue, "now": now, "creator": user.createdBy,
            ]
            guard let id = try session.run(Query.addUser, arguments).first({ $0.integer() ?? 0 }) else { return nil }
            try session.note(.createUser, [user.name], by: author, now, after: user.role.rawValue)
            return User(id: id, name: user.name, role: user.role, createdAt: now, createdBy: user.createdBy)
        }
    }

    package func users() async throws(StoreError) -> [User] {
        try await perform(.lookAtUsers) { try $0.run(Query.users).map { User(cells: &$0) } }
    }

    package func changeUser(
        _ id: Int64, role: Role, isDisabled: Bool, by author: Author, now: Instant
    ) async throws(StoreError) -> Bool {
        try await transact(.changeUser(id)) { session in
            guard let before = try session.lockedUser(id) else { return false }
            var after = before
            (after.role, after.isDisabled) = (role, isDisabled)
            if after != before {
                try session.run(Query.changeUser, ["role": role.rawValue, "disabled": isDisabled, "id": id])
                try session.note(.changeUser, [before.name], by: author, now, before: before.standing, after: after.standing)
            }
            if isDisabled {
                try session.run(Query.deleteLinksOfUser, ["id": id])
                try session.run(Query.deleteSessionsOfUser, ["id": id])
            }
            return true
        }
    }
}

extension Session {
    /// Keeps others from the user until the transaction ends.
    func lockedUser(_ id: Int64) throws -> User? { try run(Query.lockedUser, ["id": id]).first { User(cells: &$0) } }
}
