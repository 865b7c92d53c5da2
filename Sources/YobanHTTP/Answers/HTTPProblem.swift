package import Hummingbird
package import YobanCore

/// Why a request was not carried out, as its sender is told (RFC 9457).
package struct HTTPProblem: Error {
    package var status: HTTPResponse.Status
    /// For programs; never changes.
    package var code: String
    package var detail: Text
    package var fields: [Field] = []
    package var headers: [String: String] = [:]
    /// For the log: what is none of the sender's business.
    package var cause: Text?

    /// What is wrong with one field of the body or the query.
    package struct Field {
        package enum Place {
            /// JSON pointer (RFC 6901) into the body.
            case pointer(String)
            case parameter(String)
        }

        package var place: Place
        package var detail: Text

        init(_ place: Place, _ detail: Text) {
            self.place = place
            self.detail = detail
        }

        func json(_ language: Language) -> JSON {
            let (name, value) =
                switch place {
                case .pointer(let pointer): ("pointer", pointer)
                case .parameter(let parameter): ("parameter", parameter)
                }
            return [name: .string(value), "detail": .string(detail.inLanguage(language))]
        }
    }

    package init(_ status: HTTPResponse.Status, _ code: String, _ detail: Text) {
        self.status = status
        self.code = code
        self.detail = detail
    }

    func response(to request: Request, _ context: Context) -> Response {
        var headers = headers
        headers["Content-Language"] = context.language.rawValue
        let text = detail.inLanguage(context.language)
        if request.isSeeds { return Response(status, ["detail": .string(text)], headers: headers) }
        var members: [JSON.Member] = [
            .init("type", "about:blank"), .init("title", .string(status.reasonPhrase)), .init("status", .int(Int64(status.code))),
            .init("detail", .string(text)), .init("code", .string(code)), .init("request_id", .string(context.requestID)),
        ]
        if !fields.isEmpty { members.append(.init("errors", .array(fields.map { $0.json(context.language) }))) }
        return Response(status, .object(members), type: "application/problem+json", headers: headers)
    }
}
