import Hummingbird
import NIOCore

/// What takes its time: sent into its place in a page while it is made.
struct PageFilling: Sendable {
    /// Where a page leaves room for it. Nobody can guess it: names and messages on the same page may hold anything.
    let marker: String
    let write: @concurrent @Sendable (inout any ResponseBodyWriter) async throws -> Void

    init(write: @escaping @concurrent @Sendable (inout any ResponseBodyWriter) async throws -> Void) {
        marker = "filling-\(UInt64.random(in: .min ... .max))"
        self.write = write
    }
}

extension Response {
    /// The page, with the filling in its place.
    func with(_ filling: PageFilling, in html: String) -> Response {
        guard let place = html.firstRange(of: filling.marker) else { return self }
        let (head, tail) = (String(html[..<place.lowerBound]), String(html[place.upperBound...]))
        var headers = headers
        headers[.contentLength] = nil
        return Response(
            status: status, headers: headers,
            body: ResponseBody { writer in
                try await writer.write(ByteBuffer(string: head))
                try await filling.write(&writer)
                try await writer.write(ByteBuffer(string: tail))
                try await writer.finish(nil)
            })
    }
}
