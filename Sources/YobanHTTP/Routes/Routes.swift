package import Hummingbird
import YobanCore

/// All paths, each with its methods.
package struct Routes {
    package typealias Handler = @Sendable (Request, Context) async throws -> Response

    /// Those that stand at some path, or could. What the router doesn't know is refused by the gate.
    static let methods: [HTTPRequest.Method] = [.get, .head, .post, .put, .patch, .delete, .options, .trace]
    private let router: Router<Context>
    /// By path, in the words of the router.
    private(set) var known: [String: [HTTPRequest.Method]] = [:]

    /// - Parameter gate: what every request passes.
    init(gate: Gate) {
        router = Router(context: Context.self)
        router.add(middleware: gate)
    }

    package mutating func get(_ path: String, _ handler: @escaping Handler) {
        on(.get, path, handler)
        on(.head, path, handler)
    }
    package mutating func post(_ path: String, _ handler: @escaping Handler) { on(.post, path, handler) }
    mutating func delete(_ path: String, _ handler: @escaping Handler) { on(.delete, path, handler) }

    private mutating func on(_ method: HTTPRequest.Method, _ path: String, _ handler: @escaping Handler) {
        known[path, default: []].append(method)
        router.on(RouterPath(path), method: method, use: handler)
    }

    /// The router, which tells at a known path which methods it has.
    func finished() -> Router<Context> {
        for (path, methods) in known {
            let allowed = Self.methods.filter(methods.contains).map(\.rawValue).joined(separator: ", ")
            for method in Self.methods where !methods.contains(method) {
                router.on(RouterPath(path), method: method) { _, _ -> Response in throw HTTPProblem.wrongMethod(allowed: allowed) }
            }
        }
        return router
    }
}

extension Interface {
    /// Everything that this server answers.
    ///
    /// - Parameter stopping: tells requests that wait for something that the server wants to end.
    func router(for settings: ServerSettings, _ stopping: Stopping) -> Router<Context> { routes(for: settings, stopping).finished() }

    func routes(for settings: ServerSettings, _ stopping: Stopping) -> Routes {
        var routes = Routes(gate: Gate(hosts: AllowedHosts(settings), problemPage: problemPage, notify: notify))
        addServiceRoutes(to: &routes)
        addSeedRoutes(to: &routes)
        addJobRoutes(to: &routes, stopping)
        addJobControlRoutes(to: &routes)
        addReportRoutes(to: &routes)
        addBulkRoutes(to: &routes)
        addDefinitionRoutes(to: &routes)
        addScheduleRoutes(to: &routes)
        addQueueRoutes(to: &routes)
        addWorkerRoutes(to: &routes)
        addTokenRoutes(to: &routes)
        addAuditRoutes(to: &routes)
        addNoticeRoutes(to: &routes)
        addMetricsRoutes(to: &routes)
        addSeriesRoutes(to: &routes)
        addLogRoutes(to: &routes, stopping)
        addLogPartRoutes(to: &routes)
        addLogSearchRoutes(to: &routes)
        addStatisticsRoutes(to: &routes)
        let listeners = listeners(stopping)
        addEventRoutes(to: &routes, listeners)
        addPages?(&routes, stopping, listeners)
        return routes
    }
}
