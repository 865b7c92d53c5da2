import Hummingbird
import YobanCore
import YobanOperations

/// Names states of what is shown: another state has another tag.
enum EntityTag {
    /// - Parameter body: the state as it is shown.
    static func of(_ body: [UInt8]) -> String { "\"\(Hash.sha256(body).prefix(32))\"" }
}

extension Request {
    /// Whether `If-None-Match` names this state: the sender has it already.
    func has(_ tag: String) -> Bool {
        // Weakly compared: what a proxy made of it on the way doesn't matter for reading.
        headers[.ifNoneMatch].map { Self.names($0, tag) || Self.names($0.replacing("W/", with: ""), tag) } ?? false
    }

    /// Throws when `If-Match` names other states than this.
    func require(_ tag: String) throws(HTTPProblem) {
        if let wanted = headers[.ifMatch], !Self.names(wanted, tag) { throw .changed }
    }

    private static func names(_ list: String, _ tag: String) -> Bool {
        list.split(separator: ",").contains { part in
            let part = part.filter { $0 != " " }
            return part == "*" || part == tag
        }
    }
}
