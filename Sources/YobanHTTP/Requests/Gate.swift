import Hummingbird
import YobanCore

/// Where every request enters and every answer leaves.
struct Gate: RouterMiddleware {
    let hosts: AllowedHosts
    let problemPage: (@Sendable (HTTPProblem, Request, Context) async throws -> Response)?
    let notify: @Sendable (HTTPEvent) -> Void

    @concurrent func handle(
        _ request: Request, context: Context, next: @concurrent (Request, Context) async throws -> Response
    ) async throws -> Response {
        var context = context
        context.requestID = request.headers[name: "X-Request-Id"].flatMap(RequestID.kept) ?? RequestID.random()
        context.language = Language(accepting: request.headers[.acceptLanguage]) ?? (request.isSeeds ? .japanese : .english)
        var response: Response
        do {
            try check(request)
            response = try await answer(request, context, next)
        } catch {
            let problem = HTTPProblem(error)
            if let cause = problem.cause {
                notify(.failed(requestID: context.requestID, method: request.method.rawValue, path: request.uri.path, why: cause))
            }
            response = problem.response(to: request, context)
        }
        if request.method == .head { response = Response(status: response.status, headers: response.headers) }
        for (name, value) in context.allowance.value?.headers ?? [:] { response.headers[name: name] = value }
        response.headers[name: "X-Request-Id"] = context.requestID
        response.headers[name: "X-Content-Type-Options"] = "nosniff"
        if response.headers[.cacheControl] == nil { response.headers[.cacheControl] = "no-store" }
        return response
    }

    /// A browser that asks for a page is shown one in any case.
    @concurrent private func answer(
        _ request: Request, _ context: Context, _ next: @concurrent (Request, Context) async throws -> Response
    ) async throws -> Response {
        guard let problemPage, request.wantsPage else { return try await next(request, context) }
        do {
            return try await next(request, context)
        } catch {
            return try await problemPage(HTTPProblem(error), request, context)
        }
    }

    private func check(_ request: Request) throws(HTTPProblem) {
        guard hosts.allows(request.head.authority) else { throw .foreignHost(request.head.authority) }
        guard Routes.methods.contains(request.method) else { throw .wrongMethod(allowed: "GET, HEAD, POST, DELETE") }
        if request.method != .get, request.method != .head, let origin = request.headers[.origin],
            !hosts.isOurs(origin: origin, authority: request.head.authority)
        {
            throw .foreignOrigin(origin)
        }
    }
}

/// What an answer and the log call a request.
enum RequestID {
    /// The client's own, where it may stand in a log: 1 to 100 letters, digits, `-`, `_`, `.`.
    static func kept(_ text: String) -> String? {
        let isSane = text.utf8.allSatisfy { byte in
            (48...57).contains(byte) || (65...90).contains(byte) || (97...122).contains(byte) || byte == 0x2D || byte == 0x2E
                || byte == 0x5F
        }
        return isSane && (1...100).contains(text.utf8.count) ? text : nil
    }

    static func random() -> String {
        let digits = String(UInt64.random(in: .min ... .max), radix: 16)
        return String(repeating: "0", count: 16 - digits.count) + digits
    }
}

extension Request {
    /// Whether it is for the interface of the system that came before, with its own form of errors.
    var isSeeds: Bool { uri.path.hasPrefix("/batch-jobs/") }

    /// Whether it came from the address line or a link of a browser, outside the interface for programs.
    var wantsPage: Bool {
        (method == .get || method == .head) && !isSeeds && uri.path != "/api" && !uri.path.hasPrefix("/api/")
            && headers[.accept]?.lowercased().contains("text/html") ?? false
    }
}
