import Hummingbird
import YobanCore
import YobanHTTP
import YobanOperations

/// One page, before it is written.
struct Page {
    let template: String
    let title: Text
    /// Where it belongs in the navigation.
    let place: Place?
    var values: [String: Any]
    var status = HTTPResponse.Status.ok

    init(_ template: String, _ title: Text, at place: Place?, _ values: [String: Any] = [:]) {
        self.template = template
        self.title = title
        self.place = place
        self.values = values
    }
}

/// The entries of the navigation. The raw value is the address.
enum Place: String, CaseIterable {
    case tonight = "/"
    case jobs = "/jobs"
    case definitions = "/definitions"
    case schedule = "/schedule"
    case workers = "/workers"
    case admin = "/admin"

    var word: Text {
        switch self {
        case .tonight: Text(ja: "今夜", en: "Tonight")
        case .jobs: Text(ja: "ジョブ", en: "Jobs")
        case .definitions: Text(ja: "定義", en: "Definitions")
        case .schedule: Text(ja: "予定", en: "Schedule")
        case .workers: Text(ja: "ワーカー", en: "Workers")
        case .admin: Text(ja: "管理", en: "Admin")
        }
    }

    /// With `g`, the key that leads there.
    var key: String {
        switch self {
        case .tonight: "t"
        case .jobs: "j"
        case .definitions: "d"
        case .schedule: "s"
        case .workers: "w"
        case .admin: "a"
        }
    }
}

extension Page {
    /// Nothing from elsewhere, nothing inline, no frame around it.
    private static let policy = [
        "default-src 'none'", "script-src 'self'", "style-src 'self'", "img-src 'self'", "connect-src 'self'", "form-action 'self'",
        "base-uri 'none'", "frame-ancestors 'none'",
    ].joined(separator: "; ")

    func response(_ view: View, theme: Theme, said: Text? = nil, filling: PageFilling? = nil) -> Response {
        let write = view.wording
        var all = values
        all["lang"] = view.language.rawValue
        all["title"] = write(title)
        all["theme"] = theme.rawValue
        all["isDark"] = theme == .dark
        all["isLight"] = theme == .light
        all["icon"] = Assets.address(of: "icon.svg")
        all["css"] = Assets.address(of: "screen.css")
        all["js"] = Assets.address(of: "screen.js")
        all["said"] = said.map { write($0) }
        all["zone"] = view.zoneName
        all["at"] = String(write.now.text(in: write.zone).dropFirst(11).prefix(8))
        all["otherLanguage"] = view.language == .japanese ? "en" : "ja"
        all["here"] = view.here
        if let visit = view.visit {
            all["user"] = visit.name
            all["form"] = visit.formToken
            all["places"] = Place.allCases.filter { $0 != .admin || visit.operations.principal.may(.admin) }.map { place in
                ["href": place.rawValue, "word": write(place.word), "key": place.key, "isHere": place == self.place] as [String: Any]
            }
        }
        let html = Templates.shared.render(template, all, view.language)
        let answer = Response(
            status, text: html, type: "text/html; charset=utf-8",
            headers: [
                "Content-Security-Policy": Self.policy, "Referrer-Policy": "same-origin", "Content-Language": view.language.rawValue,
                "Cross-Origin-Opener-Policy": "same-origin", "Vary": "Cookie, Accept-Language",
            ])
        return filling.map { answer.with($0, in: html) } ?? answer
    }
}

/// As its reader wants it. The raw value is what the cookie and the page hold.
enum Theme: String {
    case system, light, dark
}
