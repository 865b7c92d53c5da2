import Hummingbird
import YobanCore
import YobanOperations

extension Interface {
    func addTokenRoutes(to routes: inout Routes) {
        routes.get("/api/v1/tokens") { request, context in
            let tokens = try await operations(for: request, context).tokens()
            return Response(.ok, .array(tokens.map { JSON($0) }))
        }
        routes.post("/api/v1/tokens") { request, context in
            let operations = try await operations(for: request, context)
            // The answer holds the secret, which is kept nowhere.
            guard request.headers[name: "Idempotency-Key"] == nil else { throw HTTPProblem.noIdempotency }
            var fields = Fields(try request.json(try await request.bytes()))
            var wanted = TokenRequest(name: fields.requiredText("name"), scopes: fields.scopes())
            wanted.keyGlobs = fields.texts("keys")
            wanted.expiresAt = fields.instant("expires_at")
            try fields.finish()
            let (token, secret) = try await operations.createToken(wanted)
            return Response(.created, JSON(token, secret: secret), headers: ["Location": "/api/v1/tokens/\(token.id)"])
        }
        routes.delete("/api/v1/tokens/:id") { request, context in
            let operations = try await operations(for: request, context)
            guard let id = context.parameters.get("id").flatMap({ JobID(parsing: $0)?.value }) else {
                throw HTTPProblem(
                    .notFound, "unknown_token",
                    Text(ja: "トークン番号は 1 以上の整数です", en: "the number of a token is a whole number, at least 1"))
            }
            try await operations.revokeToken(id)
            await operations.revocationsAreInForce()
            return Response(status: .noContent)
        }
    }
}

extension Fields {
    /// Of the role and of `scopes` together.
    fileprivate mutating func scopes() -> Set<Scope> {
        var found: Set<Scope> = []
        for (index, name) in texts("scopes").enumerated() {
            if let scope = Scope(rawValue: name) {
                found.insert(scope)
            } else {
                let allowed = Scope.allCases.map(\.rawValue).joined(separator: ", ")
                object("scopes", "\(index)", because: Text(ja: "使える値: \(allowed)", en: "allowed are \(allowed)"))
            }
        }
        guard let name = text("role") else { return found }
        guard let role = Role(rawValue: name) else {
            let allowed = Role.allCases.map(\.rawValue).joined(separator: ", ")
            object("role", because: Text(ja: "使える値: \(allowed)", en: "allowed are \(allowed)"))
            return found
        }
        return found.union(role.scopes)
    }
}
