import HTTPTypes
import Hummingbird
package import YobanCore
package import YobanOperations

/// What the routes need from the house: who asks, what they may do, and a few facts.
package struct Interface: Sendable {
    package let authentication: Authentication
    package let operations: @Sendable (Principal) -> Operations
    /// Whether a worker's process seems to be there, by what can be seen from this host.
    package let isThere: @Sendable (WorkerRecord) -> Bool
    /// Reads the output of an attempt where that is possible without the store; nil: what the store keeps is read.
    package let output: @Sendable (Attempt, Operations) async -> (any AttemptOutput)?
    package let version: String
    package let notify: @Sendable (HTTPEvent) -> Void
    package var streams = StreamLimits()

    package init(
        authentication: Authentication, operations: @escaping @Sendable (Principal) -> Operations,
        isThere: @escaping @Sendable (WorkerRecord) -> Bool,
        output: @escaping @Sendable (Attempt, Operations) async -> (any AttemptOutput)? = { _, _ in nil }, version: String,
        notify: @escaping @Sendable (HTTPEvent) -> Void
    ) {
        self.authentication = authentication
        self.operations = operations
        self.isThere = isThere
        self.output = output
        self.version = version
        self.notify = notify
    }
}

extension Interface {
    /// What whoever sent the request may do.
    func operations(for request: Request, _ context: Context) async throws -> Operations {
        guard let secret = request.headers.secret,
            let principal = try await authentication.principal(of: TokenSecret(secret), from: context.address)
        else { throw HTTPProblem.unauthorised }
        return operations(principal)
    }
}

extension HTTPFields {
    /// The token: `Authorization: Bearer …` or `X-API-Key: …`.
    fileprivate var secret: String? {
        guard let authorization = self[.authorization] else { return self[name: "X-API-Key"] }
        let parts = authorization.split(separator: " ", maxSplits: 1)
        guard parts.count == 2, parts[0].lowercased() == "bearer" else { return nil }
        return String(parts[1])
    }

    /// A field by its name as text. A text that is no name stands for no field.
    subscript(name name: String) -> String? {
        get { HTTPField.Name(name).flatMap { self[$0] } }
        set {
            guard let name = HTTPField.Name(name) else { return }
            self[name] = newValue
        }
    }
}
