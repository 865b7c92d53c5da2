import Hummingbird
import YobanCore
import YobanHTTP
import YobanOperations

/// Into the screen by a link that works once, and out of it.
extension Screen {
    func addSignIn(to routes: inout Routes) {
        routes.get("/sign-in") { request, context in
            try await showing(request, context) { view in
                var values: [String: Any] = [:]
                if let link = view.query("link") {
                    // Only looked at: what previews links, or fetches them ahead, must not use them up.
                    if let user = try await interface.authentication.linkedUser(SignInSecret(link)) {
                        values = ["link": link, "name": user.name]
                    } else {
                        values = ["isOver": true]
                    }
                } else if let visit = view.visit {
                    values = ["already": visit.name]
                }
                return Page("sign-in", Text(ja: "サインイン", en: "Sign in"), at: nil, values)
                    .response(view, theme: theme(of: request), said: view.query("said").flatMap(Said.init(rawValue:))?.text)
            }
        }
        routes.post("/sign-in") { request, context in
            try await showing(request, context) { view in
                let form = try await Form(request)
                guard !request.isFromElsewhere else { throw HTTPProblem.strangeForm }
                let agent = request.headers[.userAgent] ?? ""
                guard let link = form["link"],
                    let (secret, _) = try await interface.authentication.signIn(SignInSecret(link), from: context.address, agent: agent)
                else { return Response.seeOther("/sign-in?link=over") }
                return Response.seeOther("/", cookies: [Cookies.session(secret, isSecure: isSecure)])
            }
        }
        form("/sign-out", in: &routes) { _, visit, _ in
            try await visit.operations.endSession(visit.session.id)
            return Response.seeOther("/sign-in?said=signed-out", cookies: [Cookies.noSession(isSecure: isSecure)])
        }
    }

    /// Language and colours, kept in the browser. Without a session too.
    func addChoices(to routes: inout Routes) {
        routes.post("/choices") { request, context in
            try await showing(request, context) { view in
                let form = try await Form(request)
                guard !request.isFromElsewhere else { throw HTTPProblem.strangeForm }
                var cookies: [String] = []
                if let language = form["language"].flatMap(Language.init(rawValue:)) {
                    cookies.append(Cookies.choice("yoban_lang", language.rawValue))
                }
                if let theme = form["theme"].flatMap(Theme.init(rawValue:)) {
                    cookies.append(Cookies.choice("yoban_theme", theme.rawValue))
                }
                return Response.seeOther(form["here"].flatMap(Self.path) ?? "/", cookies: cookies)
            }
        }
    }

    /// An address of ours and of nobody else.
    static func path(_ text: String) -> String? {
        guard text.hasPrefix("/"), !text.hasPrefix("//"), !text.contains("\\"), text.utf8.allSatisfy({ (0x21...0x7E).contains($0) }) else {
            return nil
        }
        return text
    }
}
