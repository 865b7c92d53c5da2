import Hummingbird
import YobanCore
import YobanHTTP
import YobanOperations

/// One request for a page: who looks, in which language, at which time.
struct View {
    let request: Request
    let context: Context
    let language: Language
    let wording: Wording
    let zoneName: String
    /// Nil before they have signed in.
    let visit: Visit?

    /// The address of this page, for forms that lead back to it.
    var here: String { request.uri.string }

    /// A page that is shown already asks for what changed. It reads on in a log by itself, and wants no other one.
    var isRefresh: Bool { request.headers[name: "X-Live"] != nil }

    func query(_ name: String) -> String? {
        // As browsers write a form: `+` is a space.
        Form(parsing: Array((request.uri.query ?? "").utf8))[name]
    }
}

/// Somebody who has signed in.
struct Visit {
    let session: UserSession
    let operations: Operations
    /// What forms of this session carry, so that no other page can send them.
    let formToken: String

    var name: String { session.user.name }

    func may(_ scope: Scope) -> Bool { operations.principal.may(scope) }
}
