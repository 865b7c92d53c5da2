import Hummingbird
package import YobanCore
package import YobanHTTP
import YobanOperations

/// The admin screen: pages that do what the API does, by the same operations, for people who have signed in.
package struct Screen: Sendable {
    let interface: Interface
    let settings: Settings
    /// Where browsers reach it, without a slash at its end; nil: not known.
    let address: String?
    let now: Now

    package init(_ interface: Interface, _ settings: Settings, address: String?, now: @escaping Now) {
        self.interface = interface
        self.settings = settings
        self.address = address
        self.now = now
    }

    /// Whether browsers come by TLS only, to this server or to a proxy before it: then their cookie goes no other way.
    var isSecure: Bool { settings.server.certificate != nil || address?.hasPrefix("https://") == true }

    package func addRoutes(to routes: inout Routes, _ stopping: Stopping, _ listeners: Listeners) {
        addAssets(to: &routes)
        addSignIn(to: &routes)
        addChoices(to: &routes)
        addTonight(to: &routes)
        addLive(to: &routes, listeners)
        addJobs(to: &routes)
        addJob(to: &routes)
        addLog(to: &routes, stopping)
        addDefinitions(to: &routes)
        addSchedule(to: &routes)
        addWorkers(to: &routes)
        addAdmin(to: &routes)
    }

    private func addAssets(to routes: inout Routes) {
        routes.get("/assets/:name") { request, context in
            guard let name = context.parameters.get("name"), let asset = Assets.all[name], let type = Self.type(of: name) else {
                throw HTTPProblem.noSuchPage
            }
            let tag = "\"\(asset.version)\""
            if request.headers[.ifNoneMatch]?.contains(tag) == true { return Response(status: .notModified, headers: [.eTag: tag]) }
            let isCurrent = request.uri.queryParameters["v"].map(String.init) == asset.version
            return Response(
                .ok, body: asset.bytes, type: type,
                headers: ["ETag": tag, "Cache-Control": isCurrent ? "public, max-age=31536000, immutable" : "no-cache"])
        }
    }

    private static func type(of name: String) -> String? {
        if name.hasSuffix(".css") { return "text/css; charset=utf-8" }
        if name.hasSuffix(".js") { return "text/javascript; charset=utf-8" }
        return name.hasSuffix(".svg") ? "image/svg+xml" : nil
    }
}
