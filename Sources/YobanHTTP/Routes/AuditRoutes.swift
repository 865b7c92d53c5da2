import Hummingbird
import YobanCore
import YobanOperations

extension Interface {
    func addAuditRoutes(to routes: inout Routes) {
        routes.get("/api/v1/audit") { request, context in
            let operations = try await operations(for: request, context)
            var query = Query(request)
            var filter = AuditFilter()
            filter.author = query.text("author")
            filter.target = query.text("target")
            let page = Page(&query)
            try query.finish()
            filter.before = page.before
            filter.limit = page.limit + 1
            return page.answer(try await operations.audit(filter), to: request, number: \.id) { JSON($0) }
        }
    }
}
