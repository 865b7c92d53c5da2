import Hummingbird
import YobanCore
import YobanOperations

/// What can be queued.
extension Interface {
    func addDefinitionRoutes(to routes: inout Routes) {
        routes.get("/api/v1/definitions") { request, context in
            let operations = try await operations(for: request, context)
            let last = try await operations.lastCompleted()
            return Response(.ok, .array(operations.definitions.map { JSON($0, lastCompleted: last[$0.key]) }))
        }
        routes.get("/api/v1/definitions/:key") { request, context in
            let operations = try await operations(for: request, context)
            let definition = try operations.definition(context.parameters.get("key") ?? "")
            let last = try await operations.lastCompleted()
            return Response(.ok, JSON(definition, lastCompleted: last[definition.key]))
        }
    }
}

extension JSON {
    fileprivate init(_ definition: JobDefinition, lastCompleted: Instant?) {
        guard case .object(let members) = JSON(definition) else {
            self = .null
            return
        }
        self = .object(members + [Member("last_completed_at", JSON(lastCompleted))])
    }
}
