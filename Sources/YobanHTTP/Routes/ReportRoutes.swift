import Hummingbird
import YobanCore
import YobanOperations

/// What scripts say from other hosts: all that the token of an attempt opens.
extension Interface {
    func addReportRoutes(to routes: inout Routes) {
        routes.post("/api/v1/jobs/:id/progress") { request, context in
            guard let secret = request.secret else { throw HTTPProblem.noJobToken }
            try allowances.admit(secret, from: context.address)
            guard let token = JobToken(parsing: secret.text) else { throw forged(.noJobToken, context) }
            let id = try context.jobID
            // Nothing is looked up: what the token is for stands in it.
            guard token.job == id else { throw HTTPProblem.tokenOfOtherJob(token.job) }
            let principal = Principal(name: "attempt:\(token.attempt)", scopes: [], address: context.address)
            try allowances.requireRest(of: principal)
            let progress = try Progress(of: try request.json(try await request.bytes()))
            switch try await operations(principal).report(progress, by: token) {
            case .held(let isStopRequested):
                context.allowance.value = try allowances.take(principal, secret)
                return Response(.ok, ["id": .int(id.value), "stop_requested": .bool(isStopRequested)])
            case .over: throw forged(.attemptOver(id), context)
            case .unknown: throw forged(.noJobToken, context)
            }
        }
    }

    /// The same problem, counted against the address that it comes from.
    private func forged(_ problem: HTTPProblem, _ context: Context) -> HTTPProblem {
        allowances.noteForged(from: context.address)
        return problem
    }
}

extension Progress {
    /// A report's body. As in a report line the percentage is rounded down and held within 0 to 100, and a long message is cut.
    fileprivate init(of body: JSON) throws(HTTPProblem) {
        var fields = Fields(body)
        let percentage = fields.number("percentage").map { Int(min(max($0, 0), 100)) }
        let message = fields.text("message", in: 1...ReportLine.maximumLength)
        try fields.finish()
        self.init(percentage: percentage, message: message?.cut(toBytes: ReportLine.maximumLength))
    }
}

extension String {
    /// Its beginning that takes so many bytes at most.
    fileprivate func cut(toBytes limit: Int) -> String {
        guard let end = utf8.index(startIndex, offsetBy: limit, limitedBy: endIndex) else { return self }
        // An index within a character counts as its beginning.
        return String(self[..<end])
    }
}
