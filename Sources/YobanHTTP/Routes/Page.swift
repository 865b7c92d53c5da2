import Hummingbird
import YobanCore

extension Context {
    /// The number of a job in the path.
    var jobID: JobID {
        get throws(HTTPProblem) {
            guard let id = parameters.get("id").flatMap({ JobID(parsing: $0) }) else {
                throw HTTPProblem(
                    .notFound, "unknown_job", Text(ja: "ジョブ番号は 1 以上の整数です", en: "the number of a job is a whole number, at least 1"))
            }
            return id
        }
    }
}

extension Page {
    /// `Link` with the address of the next page.
    static func link(to request: Request, before cursor: Int64) -> [String: String] {
        let kept = request.uri.query.map { $0.split(separator: "&").filter { !$0.hasPrefix("cursor=") } } ?? []
        let query = (kept + ["cursor=\(cursor)"]).joined(separator: "&")
        return ["Link": "<\(request.uri.path)?\(query)>; rel=\"next\""]
    }
}

/// A part of a list, newest first.
struct Page {
    /// Only what has a smaller number than this.
    let before: Int64?
    let limit: Int

    static let largest = 200

    init(_ query: inout Query) {
        before = query.integer("cursor", in: 1...Int.max).map(Int64.init)
        limit = query.integer("limit", in: 1...Self.largest) ?? 50
    }

    /// The answer; one more than ``limit`` were asked for, to know whether there are more.
    func answer<Item>(_ items: [Item], to request: Request, number: (Item) -> Int64, json: (Item) -> JSON) -> Response {
        let shown = items.prefix(limit)
        let link = items.count > limit ? shown.last.map { Self.link(to: request, before: number($0)) } : nil
        return Response(.ok, .array(shown.map(json)), headers: link ?? [:])
    }
}
