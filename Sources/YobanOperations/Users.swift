package import YobanCore

extension Operations {
    /// Makes a user, who can't sign in yet: ``signInLink(forUserNamed:lifetime:)``.
    package func createUser(name: String, role: Role) async throws(OperationError) -> User {
        try require(.admin)
        guard Self.isName(name) else { throw .userName }
        // Texts that look alike are equal here; the store compares bytes.
        guard try await !users().contains(where: { $0.name == name }) else { throw .userNameTaken(name) }
        let new = NewUser(name: name, role: role, createdBy: principal.name)
        let (now, author) = (now(), author)
        guard let user = try await storing({ () async throws(StoreError) in try await store.addUser(new, by: author, now: now) }) else {
            throw .userNameTaken(name)
        }
        return user
    }

    /// By number, disabled ones too.
    package func users() async throws(OperationError) -> [User] {
        try require(.admin)
        return try await storing { () async throws(StoreError) in try await store.users() }
    }

    /// Says what a user may do from now on; nil leaves it as it is. Who is disabled is signed out everywhere; processes that know a session
    /// may let it in for a moment yet: ``revocationsAreInForce()``.
    ///
    /// Refuses to take the last administrator away who may sign in: only the command line could make another.
    package func changeUser(named name: String, role: Role?, isDisabled: Bool?) async throws(OperationError) -> User {
        let all = try await users()
        let user = try Self.user(named: name, among: all)
        var changed = user
        if let role { changed.role = role }
        if let isDisabled { changed.isDisabled = isDisabled }
        if user.isActiveAdmin, !changed.isActiveAdmin, !all.contains(where: { $0.isActiveAdmin && $0.id != user.id }) {
            throw .lastAdmin(name)
        }
        let (id, now, author) = (user.id, now(), author)
        let isKnown = try await storing { () async throws(StoreError) in
            try await store.changeUser(id, role: changed.role, isDisabled: changed.isDisabled, by: author, now: now)
        }
        guard isKnown else { throw .unknownUser(name, nearest: nil) }
        return changed
    }

    func user(named name: String) async throws(OperationError) -> User { try Self.user(named: name, among: try await users()) }

    private static func user(named name: String, among all: [User]) throws(OperationError) -> User {
        guard let user = all.first(where: { $0.name == name }) else {
            throw .unknownUser(name, nearest: Nearest.match(name, among: all.map(\.name)))
        }
        return user
    }

    /// 1 to 100 characters that can be seen, none of them a space at either end.
    private static func isName(_ name: String) -> Bool {
        let scalars = name.unicodeScalars
        guard (1...100).contains(scalars.count), scalars.first?.properties.isWhitespace == false,
            scalars.last?.properties.isWhitespace == false
        else { return false }
        return scalars.allSatisfy { scalar in
            switch scalar.properties.generalCategory {
            case .control, .format, .lineSeparator, .paragraphSeparator, .surrogate: false
            default: true
            }
        }
    }
}

extension User {
    fileprivate var isActiveAdmin: Bool { role == .admin && !isDisabled }
}
