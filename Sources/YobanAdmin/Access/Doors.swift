import HTTPTypes
import Hummingbird
import YobanCore
import YobanHTTP
import YobanOperations

/// How requests of browsers come in: known by their session, answered with a page also when something is wrong.
extension Screen {
    /// A page for whoever has signed in.
    func page(_ path: String, in routes: inout Routes, _ make: @escaping @Sendable (View, Visit) async throws -> Page) {
        answer(path, in: &routes) { view, visit in
            try await make(view, visit).response(
                view, theme: theme(of: view.request), said: view.query("said").flatMap(Said.init(rawValue:))?.text)
        }
    }

    /// Any answer for whoever has signed in; others are led to where they can.
    func answer(_ path: String, in routes: inout Routes, _ make: @escaping @Sendable (View, Visit) async throws -> Response) {
        routes.get(path) { request, context in
            try await showing(request, context) { view in
                guard let visit = view.visit else { return Response.seeOther("/sign-in") }
                return try await make(view, visit)
            }
        }
    }

    /// What a form of a page asks for. Answers with where the browser goes next.
    func form(_ path: String, in routes: inout Routes, _ act: @escaping @Sendable (View, Visit, Form) async throws -> Response) {
        routes.post(path) { request, context in
            try await showing(request, context) { view in
                guard let visit = view.visit else { return Response.seeOther("/sign-in") }
                let form = try await Form(request)
                guard form["form"] == visit.formToken, !request.isFromElsewhere else { throw HTTPProblem.strangeForm }
                return try await act(view, visit, form)
            }
        }
    }

    /// Anything that goes wrong becomes a page of ``page(of:lacking:_:)``.
    func showing(
        _ request: Request, _ context: Context, _ make: (View) async throws -> Response
    ) async throws -> Response {
        var open = view(request, context, nil)
        do {
            open = view(request, context, try await visit(request, context))
            return try await make(open)
        } catch {
            let problem = HTTPProblem(error)
            if let cause = problem.cause {
                interface.notify(
                    .failed(requestID: context.requestID, method: request.method.rawValue, path: request.uri.path, why: cause))
            }
            let page = page(of: problem, lacking: (error as? OperationError)?.lackedScope, open)
            var response = page.response(open, theme: theme(of: request))
            for (name, value) in problem.headers { response.headers[name: name] = value }
            return response
        }
    }

    func theme(of request: Request) -> Theme { Cookies(request, isSecure: isSecure).theme }

    func visit(_ request: Request, _ context: Context) async throws -> Visit? {
        guard let secret = Cookies(request, isSecure: isSecure).session else { return nil }
        guard let session = try await interface.session(secret, from: context.address) else { return nil }
        let operations = interface.operations(session.user.principal(from: context.address))
        return Visit(session: session, operations: operations, formToken: secret.formToken)
    }

    private func view(_ request: Request, _ context: Context, _ visit: Visit?) -> View {
        let language = Cookies(request, isSecure: isSecure).language ?? context.language
        return View(
            request: request, context: context, language: language,
            wording: Wording(language: language, zone: interface.zone.rules, now: now()), zoneName: interface.zone.name ?? "", visit: visit)
    }
}

extension SessionSecret {
    /// Known to the session's own pages only: made from its secret, from which it can't be told.
    var formToken: String { String(Hash.sha256(Array("form \(text)".utf8)).prefix(32)) }
}

extension Request {
    /// Whether a browser says that a page of another site sent it. What says nothing is no browser, or an old one.
    var isFromElsewhere: Bool {
        guard let site = headers[name: "Sec-Fetch-Site"] else { return false }
        return site != "same-origin" && site != "none"
    }
}

extension Response {
    /// Looks there next, with GET.
    static func seeOther(_ address: String, cookies: [String] = []) -> Response {
        var answer = Response(.seeOther, text: "", type: "text/plain; charset=utf-8", headers: ["Location": address])
        for cookie in cookies { answer.headers.append(HTTPField(name: .setCookie, value: cookie)) }
        return answer
    }
}
