import Hummingbird
import YobanCore
import YobanHTTP
import YobanOperations

/// Keys for programs. A new one is shown once.
extension Screen {
    func addTokenForms(to routes: inout Routes) {
        page("/admin/tokens", in: &routes) { view, visit in try await self.tokens(view, visit) }
        form("/admin/tokens", in: &routes) { view, visit, form in
            var wanted = TokenRequest(name: form["name"] ?? "", scopes: Set(form.all("scope").compactMap(Scope.init(rawValue:))))
            wanted.keyGlobs = (form["keys"] ?? "").split(whereSeparator: \.isWhitespace).map(String.init)
            if let days = form["days"] {
                guard let days = Int(days), (1...3650).contains(days) else {
                    throw HTTPProblem(
                        .unprocessableContent, "invalid_token",
                        Text(
                            ja: "有効日数は 1 から 3650 の整数です。戻って直してください", en: "the days are a whole number from 1 to 3650; go back and change it")
                    )
                }
                wanted.expiresAt = view.wording.now + .seconds(days * 86_400)
            }
            let (token, secret) = try await visit.operations.createToken(wanted)
            let what = Text(ja: "トークン「\(token.new.name)」を作成しました。", en: "The token “\(token.new.name)” is made.")
            return try await tokens(view, visit, secret: (what, secret.text)).response(view, theme: theme(of: view.request))
        }
        form("/admin/tokens/revoke", in: &routes) { _, visit, form in
            guard let id = form["id"].flatMap({ Int64($0) }) else { throw HTTPProblem.unreadableForm }
            try await visit.operations.revokeToken(id)
            await visit.operations.revocationsAreInForce()
            return Response.seeOther("/admin/tokens?said=\(Said.revoked.rawValue)")
        }
    }

    private func tokens(_ view: View, _ visit: Visit, secret: (what: Text, value: String)? = nil) async throws -> Page {
        let write = view.wording
        let tokens = try await visit.operations.tokens().map { token -> [String: Any] in
            var row: [String: Any] = [
                "name": token.new.name, "scopes": token.new.scopes.text, "keys": token.new.keyGlobs.joined(separator: " "),
                "number": "\(token.id)", "by": token.new.createdBy, "created": write.time(token.createdAt),
            ]
            row["used"] = write.time(orNil: token.lastUsedAt)
            row["expires"] = write.time(orNil: token.new.expiresAt)
            if token.revokedAt != nil {
                row["state"] = write(Text(ja: "失効", en: "revoked"))
            } else if !token.isValid(at: write.now) {
                row["state"] = write(Text(ja: "期限切れ", en: "expired"))
            }
            return row
        }
        var values: [String: Any] = [
            "isTokens": true, "tokens": tokens, "noTokens": tokens.isEmpty, "scopes": Scope.allCases.sorted().map(\.rawValue),
        ]
        if let secret { (values["what"], values["secret"]) = (write(secret.what), secret.value) }
        return Page("admin", Text(ja: "管理", en: "Admin"), at: .admin, values)
    }
}
