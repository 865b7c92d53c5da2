package import HTTPTypes
package import Hummingbird
package import YobanCore
package import YobanOperations

/// What the routes need from the house: who asks, what they may do, and a few facts.
package struct Interface: Sendable {
    package let authentication: Authentication
    package let operations: @Sendable (Principal) -> Operations
    /// Reads the output of an attempt.
    package let output: @Sendable (Attempt, Operations) -> any AttemptOutput
    /// Where the wall clocks are that schedules go by, and its name where it was given one.
    package let zone: (rules: TimeZoneRules, name: String?)
    /// How often each token may ask.
    let allowances: Allowances
    package let version: String
    package let notify: @Sendable (HTTPEvent) -> Void
    package var streams = StreamLimits()
    /// What a browser is shown, at the same address.
    package var addPages: (@Sendable (inout Routes, Stopping, Listeners) -> Void)?
    /// What a browser is shown in the place of a problem, where it asks for a page.
    package var problemPage: (@Sendable (HTTPProblem, Request, Context) async throws -> Response)?
    /// How many bytes the runs that ended in this process wrote, by definition; nil where it runs none.
    package var outputBytes: (@Sendable () -> [JobKey?: Int64])?

    package init(
        authentication: Authentication, operations: @escaping @Sendable (Principal) -> Operations,
        output: @escaping @Sendable (Attempt, Operations) -> any AttemptOutput = { StoredOutput($0, $1) },
        zone: (rules: TimeZoneRules, name: String?) = (.utc, nil), requestsPerMinute: Int = ServerSettings().requestsPerMinute,
        version: String, notify: @escaping @Sendable (HTTPEvent) -> Void
    ) {
        self.authentication = authentication
        self.operations = operations
        self.output = output
        self.zone = zone
        allowances = Allowances(perMinute: requestsPerMinute)
        self.version = version
        self.notify = notify
    }
}

extension Interface {
    /// What whoever sent the request may do.
    func operations(for request: Request, _ context: Context) async throws -> Operations {
        guard let secret = request.secret else { throw HTTPProblem.unauthorised }
        try allowances.admit(secret, from: context.address)
        guard let principal = try await authentication.principal(of: secret, from: context.address) else {
            allowances.noteForged(from: context.address)
            throw HTTPProblem.unauthorised
        }
        context.allowance.value = try allowances.take(principal, secret)
        return operations(principal)
    }
}

extension Interface {
    /// The session of a secret that a browser brought; nil when it opens nothing, which is counted as wrong tokens are.
    package func session(_ secret: SessionSecret, from address: String?) async throws -> UserSession? {
        // Counted by its hash, in which it is like a token's.
        let counted = TokenSecret(secret.text)
        try allowances.admit(counted, from: address)
        guard let session = try await authentication.session(secret, from: address) else {
            allowances.noteForged(from: address)
            return nil
        }
        _ = try allowances.take(session.user.principal(from: address), counted)
        return session
    }
}

extension Request {
    /// The token: `Authorization: Bearer …` or `X-API-Key: …`.
    var secret: TokenSecret? {
        guard let authorization = headers[.authorization] else { return headers[name: "X-API-Key"].map(TokenSecret.init) }
        let parts = authorization.split(separator: " ", maxSplits: 1)
        guard parts.count == 2, parts[0].lowercased() == "bearer" else { return nil }
        return TokenSecret(String(parts[1]))
    }
}

extension HTTPFields {
    /// A field by its name as text. A text that is no name stands for no field.
    package subscript(name name: String) -> String? {
        get { HTTPField.Name(name).flatMap { self[$0] } }
        set {
            guard let name = HTTPField.Name(name) else { return }
            self[name] = newValue
        }
    }
}
