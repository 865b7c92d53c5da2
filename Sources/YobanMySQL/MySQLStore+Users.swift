package import YobanCore
import YobanRows

extension MySQLStore {
    package func addUser(_ user: NewUser, by author: Author, now: Instant) async throws(StoreError) -> User? {
        let values: [String: Value] = [
            "name": .text(user.name), "role": .text(user.role.rawValue), "now": Value(milliseconds: now),
            "creator": .text(Stored.text(user.createdBy, characters: 255)),
        ]
        let confirm = { @Sendable (session: Session, added: User?) in
            guard let added else { return true }
            return try session.row(Queries.addedUser, values.merging(["id": .integer(added.id)]) { $1 }) { _ in true } != nil
        }
        return try await write(.addUser, confirm: confirm) { session in
            do {
                try session.run(Queries.addUser, values)
            } catch let failure as ServerFailure where failure.isDuplicate {
                try session.checkTransaction()
                return nil
            }
            let id = try session.insertedID(Queries.addUser).value
            try session.note(.createUser, [user.name], by: author, now, after: user.role.rawValue)
            return User(id: id, name: user.name, role: user.role, createdAt: now, createdBy: user.createdBy)
        }
    }

    package func users() async throws(StoreError) -> [User] {
        try await perform(.lookAtUsers) { try $0.rows(Queries.users) { User(cells: &$0) } }
    }

    package func changeUser(
        _ id: Int64, role: Role, isDisabled: Bool, by author: Author, now: Instant
    ) async throws(StoreError) -> Bool {
        // Done twice it changes nothing the second time, and notes nothing.
        try await write(.changeUser(id)) { session in
            guard let before = try session.lockedUser(id) else { return false }
            var after = before
            (after.role, after.isDisabled) = (role, isDisabled)
            if after != before {
                let values: [String: Value] = [
                    "role": .text(role.rawValue), "disabled": .integer(isDisabled ? 1 : 0), "id": .integer(id),
                ]
                try session.run(Queries.changeUser, values)
                try session.note(.changeUser, [before.name], by: author, now, before: before.standing, after: after.standing)
            }
            // Also of one who is enabled again: at another node of a cluster a link may have been made meanwhile.
            if isDisabled || before.isDisabled {
                try session.run(Queries.deleteLinksOfUser, ["id": .integer(id)])
                try session.run(Queries.deleteSessionsOfUser, ["id": .integer(id)])
            }
            return true
        }
    }
}

extension Session {
    /// Keeps others from the user until the transaction ends.
    func lockedUser(_ id: Int64) throws -> User? { try row(Queries.lockedUser, ["id": .integer(id)]) { User(cells: &$0) } }
}
