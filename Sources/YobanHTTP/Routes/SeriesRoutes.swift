import Hummingbird
import YobanCore
import YobanOperations

/// What a run used as time went by.
extension Interface {
    func addSeriesRoutes(to routes: inout Routes) {
        routes.get("/api/v1/jobs/:id/attempts/:number/series") { request, context in
            let operations = try await operations(for: request, context)
            let id = try context.jobID
            try Query(request).finish()
            let attempts = try await operations.attempts(of: id)
            let number = context.parameters.get("number") ?? ""
            guard let attempt = number == "last" ? attempts.last : attempts.first(where: { "\($0.number)" == number }) else {
                throw HTTPProblem.unknownAttempt(of: id)
            }
            let series = try await operations.series(of: [attempt.id])[attempt.id] ?? RunSeries()
            return Response(.ok, JSON(series, ofAttempt: attempt.number))
        }
    }
}
