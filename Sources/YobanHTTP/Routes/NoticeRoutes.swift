import Hummingbird
import YobanCore
import YobanOperations

extension Interface {
    func addNoticeRoutes(to routes: inout Routes) {
        routes.get("/api/v1/notices") { request, context in
            let operations = try await operations(for: request, context)
            var query = Query(request)
            let state = query.choice("state", of: NoticeState.self)
            let job = query.integer("job_id", in: 1...Int.max).map { JobID(Int64($0)) }
            let page = Page(&query)
            try query.finish()
            var filter = NoticeFilter(job: job, state: state)
            filter.before = page.before
            filter.limit = page.limit + 1
            return page.answer(try await operations.notices(filter), to: request, number: \.id) { JSON($0) }
        }
    }
}
