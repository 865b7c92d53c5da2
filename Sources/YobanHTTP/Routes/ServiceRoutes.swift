import Hummingbird
import YobanCore
import YobanOperations

/// What watches the service, without a token.
extension Interface {
    func addServiceRoutes(to routes: inout Routes) {
        routes.get("/healthz") { _, _ in Response(.ok, ["status": "ok"]) }
        routes.get("/readyz") { _, _ in
            try await operations(Principal(name: "readyz", scopes: [])).reachStore()
            return Response(.ok, ["status": "ok"])
        }
        let document = OpenAPIDocument.json(version: version).text
        routes.get("/api/openapi.json") { _, _ in Response(.ok, text: document, type: "application/json") }
        routes.get("/version") { _, _ in Response(.ok, ["version": .string(version)]) }
    }
}
