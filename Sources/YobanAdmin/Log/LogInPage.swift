import Hummingbird
import NIOCore

extension Response {
    /// The page with the lines of an output in their place, sent while they are read.
    func with(_ log: LogAnswer, in html: String) -> Response {
        guard let place = html.firstRange(of: log.marker) else { return self }
        let (head, tail) = (String(html[..<place.lowerBound]), String(html[place.upperBound...]))
        var headers = headers
        headers[.contentLength] = nil
        return Response(
            status: status, headers: headers,
            body: ResponseBody { writer in
                try await writer.write(ByteBuffer(string: head))
                try await log.write(to: &writer)
                try await writer.write(ByteBuffer(string: tail))
                try await writer.finish(nil)
            })
    }
}
