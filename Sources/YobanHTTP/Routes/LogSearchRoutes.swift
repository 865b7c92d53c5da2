import Hummingbird
import YobanCore
import YobanOperations

extension Interface {
    /// The most of an output that one search reads, in bytes.
    private static let mostSearched: Int64 = 64 << 20

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
            var (place, read): (Int64, Int64) = (0, 0)
            var isComplete = false
            while !search.isFull, read < Self.mostSearched {
                let chunk = try await output.read(from: place, limit: OutputAnswer.piece)
                isComplete = chunk.bytes.isEmpty
                if isComplete { break }
                search.feed(chunk)
                read += Int64(chunk.bytes.count)
                place = chunk.end
            }
            if isComplete { search.endLine() }
            return Response(
                .ok, ["hits": .array(search.hits.map { JSON($0) }), "complete": .bool(isComplete && !search.isFull), "bytes": .int(total)])
        }
    }
}

extension JSON {
    fileprivate init(_ hit: OutputSearch.Hit) {
        self = ["line": .int(Int64(hit.line)), "offset": .int(hit.offset), "text": .string(String(decoding: hit.bytes, as: UTF8.self))]
    }
}
