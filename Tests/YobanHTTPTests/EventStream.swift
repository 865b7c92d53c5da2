import Testing
import YobanCore

@testable import YobanHTTP

/// One Server-Sent Event as a client reads it.
struct SentEvent: Sendable, Equatable {
    var event = ""
    var id: String?
    var data = ""

    subscript(_ name: String) -> JSON? { (try? JSON(parsing: Array(data.utf8)))?[name] }
    /// The number of the job.
    var job: Int64? {
        guard case .int(let number)? = self["id"] else { return nil }
        return number
    }
}

extension Wire {
    /// The complete events so far. A block without data is no event, but its `id` counts.
    var sent: (events: [SentEvent], lastID: String?) {
        var (events, lastID) = ([SentEvent](), String?.none)
        for block in body.split(separator: "\n\n", omittingEmptySubsequences: false).dropLast() {
            var event = SentEvent()
            for line in block.split(separator: "\n") {
                let parts = line.split(separator: ":", maxSplits: 1, omittingEmptySubsequences: false)
                let value = parts.count > 1 ? String(parts[1].drop { $0 == " " }) : ""
                switch parts[0] {
                case "event": event.event = value
                case "id": (event.id, lastID) = (value, value)
                case "data": event.data += value
                default: break
                }
            }
            if !event.data.isEmpty { events.append(event) }
        }
        return (events, lastID)
    }

    /// Numbers of jobs of the events of one kind.
    func jobs(_ kind: String) -> [Int64] { sent.events.filter { $0.event == kind }.compactMap(\.job) }

    /// What came behind the head, without the marks between its chunks.
    private var body: String {
        guard let head = text.firstRange(of: "\r\n\r\n") else { return "" }
        var (rest, body) = (Array(text[head.upperBound...].utf8)[...], [UInt8]())
        while let end = rest.firstIndex(of: 13), let size = Int(String(decoding: rest[rest.startIndex..<end], as: UTF8.self), radix: 16),
            size > 0, rest.endIndex - end - 2 >= size
        {
            body += rest[(end + 2)..<(end + 2 + size)]
            rest = rest[(end + 2 + size)...].dropFirst(2)
        }
        return String(decoding: body, as: UTF8.self)
    }
}

/// A request for a stream of events.
func streamRequest(_ path: String, _ token: String, last: String? = nil) -> String {
    "GET \(path) HTTP/1.1\r\nHost: localhost\r\nX-API-Key: \(token)\r\nAccept: text/event-stream\r\n"
        + (last.map { "Last-Event-ID: \($0)\r\n" } ?? "") + "\r\n"
}
