import GRDB
package import YobanCore
import YobanRows

extension SQLiteStore {
    package func addUser(_ user: NewUser, by author: Author, now: Instant) async throws(StoreError) -> User? {
        try await write(.addUser) { database in
            // The engine would cut a text at its NUL.
            guard ![user.name, user.createdBy].contains(where: { $0.utf8.contains(0) }) else {
                throw StoreError(.refused, doing: .addUser, why: .noNUL)
            }
            let added = try database.run(
                Query.addUser, ["name": user.name, "role": user.role.rawValue, "now": now.milliseconds, "creator": user.createdBy])
            guard added == 1 else { return nil }
            let id = database.lastInsertedRowID
            try database.note(.createUser, user.name, by: author, now, after: user.role.rawValue)
            return User(id: id, name: user.name, role: user.role, createdAt: now, createdBy: user.createdBy)
        }
    }

    package func users() async throws(StoreError) -> [User] {
        try await read(.lookAtUsers) { try $0.rows(Query.users) { User(cells: &$0) } }
    }

    package func changeUser(
        _ id: Int64, role: YobanCore.Role, isDisabled: Bool, by author: Author, now: Instant
    ) async throws(StoreError) -> Bool {
        try await write(.changeUser(id)) { database in
            guard let before = try database.user(id) else { return false }
            var after = before
            (after.role, after.isDisabled) = (role, isDisabled)
            if after != before {
                try database.run(Query.changeUser, ["role": role.rawValue, "disabled": isDisabled, "id": id])
                try database.note(.changeUser, before.name, by: author, now, before: before.standing, after: after.standing)
            }
            if isDisabled {
                try database.run(Query.deleteLinksOfUser, [id])
                try database.run(Query.deleteSessionsOfUser, [id])
            }
            return true
        }
    }
}

extension Database {
    func user(_ id: Int64) throws -> User? { try row(Query.user, [id]) { User(cells: &$0) } }
}
