import Hummingbird
import YobanCore
import YobanHTTP
import YobanOperations

/// What the browser keeps for us.
struct Cookies {
    private let values: [String: String]
    /// Whether browsers reach this server by TLS only.
    private let isSecure: Bool

    init(_ request: Request, isSecure: Bool) {
        var values: [String: String] = [:]
        for pair in (request.headers[.cookie] ?? "").split(separator: ";") {
            let parts = pair.split(separator: "=", maxSplits: 1)
            guard parts.count == 2 else { continue }
            values[parts[0].filter { $0 != " " }] = String(parts[1])
        }
        self.values = values
        self.isSecure = isSecure
    }

    /// A name that browsers take from nobody but this host itself, where there is TLS.
    private static func sessionName(isSecure: Bool) -> String { isSecure ? "__Host-yoban" : "yoban" }

    var session: SessionSecret? { values[Self.sessionName(isSecure: isSecure)].map(SessionSecret.init) }
    var language: Language? { values["yoban_lang"].flatMap(Language.init(rawValue:)) }
    var theme: Theme { values["yoban_theme"].flatMap(Theme.init(rawValue:)) ?? .system }

    static func session(_ secret: SessionSecret, isSecure: Bool) -> String {
        cookie(
            sessionName(isSecure: isSecure), secret.text, seconds: Int(UserSession.lifetime.components.seconds),
            "HttpOnly" + (isSecure ? "; Secure" : ""))
    }

    static func noSession(isSecure: Bool) -> String {
        cookie(sessionName(isSecure: isSecure), "", seconds: 0, "HttpOnly" + (isSecure ? "; Secure" : ""))
    }

    static func choice(_ name: String, _ value: String) -> String { cookie(name, value, seconds: 400 * 86_400, "HttpOnly") }

    private static func cookie(_ name: String, _ value: String, seconds: Int, _ attributes: String) -> String {
        "\(name)=\(value); Path=/; Max-Age=\(seconds); SameSite=Lax; \(attributes)"
    }
}
