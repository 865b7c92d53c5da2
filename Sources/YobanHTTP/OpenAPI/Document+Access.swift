import YobanCore

/// Tokens, the audit, and what was told to whom.
extension OpenAPIDocument {
    static var access: [OperationDescription] {
        [
            .init(
                "get", "/api/v1/tokens", "listTokens", "All tokens, without their secrets", tag: "tokens", scope: .admin,
                answers: [.init(200, "All of them.", Schema.array(Schema.reference("Token")))]),
            .init(
                "post", "/api/v1/tokens", "createToken", "Make a token", tag: "tokens", scope: .admin,
                body: Schema.body(
                    ["name": Schema.string(1...100)],
                    optional: [
                        "role": Schema.choice(Role.self), "scopes": Schema.array(Schema.choice(Scope.self)),
                        "keys": Schema.array(Schema.string(1...100), atMost: 20), "expires_at": Schema.time,
                    ]),
                answers: [
                    .init(
                        201, "It is made; `token` is shown this once.", Schema.answer(token + [("token", Schema.string)]),
                        headers: ["Location"])
                ], problems: [409]),
            .init(
                "delete", "/api/v1/tokens/{id}", "revokeToken", "End a token", tag: "tokens", scope: .admin,
                [.path("id", "The number of a token.", Schema.number)], answers: [.init(204, "The next request with it is refused.", nil)],
                problems: [404]),
            .init(
                "get", "/api/v1/audit", "listAudit", "What was changed, newest first", tag: "audit", scope: .admin,
                [
                    .query("author", "Who did.", Schema.string(1...255)),
                    .query("target", "What was changed: a number, the id of a worker.", Schema.string(1...255)),
                ] + page,
                answers: [.init(200, "A page.", Schema.array(Schema.reference("AuditEntry")), headers: ["Link"])], problems: [422]),
            .init(
                "get", "/api/v1/notices", "listNotices", "What people and programs were told, newest first", tag: "notices", scope: .admin,
                [.query("state", "In this state only.", Schema.choice(NoticeState.self)), .query("job_id", "Of this job.", Schema.number)]
                    + page,
                answers: [.init(200, "A page.", Schema.array(Schema.reference("Notice")), headers: ["Link"])], problems: [422]),
        ]
    }
}
