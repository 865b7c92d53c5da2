import Hummingbird
import YobanCore
import YobanOperations

extension Interface {
    func addLogSearchRoutes(to routes: inout Routes) {
        routes.get("/api/v1/jobs/:id/attempts/:number/log/search") { request, context in
            let operations = try await operations(for: request, context)
            let attempt = try await operations.attempt(in: context)
            var query = Query(request)
            let text = query.requiredText("q")
            try query.finish()
            let output = output(attempt, operations)
            let total = try await output.look(attempt).total
            var search = OutputSearch(text)
            let isComplete = try await search.read(output)
            return Response(
                .ok, ["hits": .array(search.hits.map { JSON($0) }), "complete": .bool(isComplete), "bytes": .int(total)])
        }
    }
}

extension JSON {
    fileprivate init(_ hit: OutputSearch.Hit) {
        self = ["line": .int(Int64(hit.line)), "offset": .int(hit.offset), "text": .string(String(decoding: hit.bytes, as: UTF8.self))]
    }
}
