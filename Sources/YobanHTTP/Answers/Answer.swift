package import Hummingbird
import NIOCore
import YobanCore

extension Response {
    /// What is written at once. More would stand in memory as often as there are slow readers.
    private static let piece = 65_536

    init(_ status: HTTPResponse.Status = .ok, _ json: JSON, type: String = "application/json", headers: [String: String] = [:]) {
        self.init(status, body: json.bytes, type: type, headers: headers)
    }

    package init(_ status: HTTPResponse.Status, text: String, type: String, headers: [String: String] = [:]) {
        self.init(status, ByteBuffer(string: text), type: type, headers: headers)
    }

    /// - Parameter body: as it is sent.
    package init(_ status: HTTPResponse.Status, body: [UInt8], type: String = "application/json", headers: [String: String] = [:]) {
        self.init(status, ByteBuffer(bytes: body), type: type, headers: headers)
    }

    private init(_ status: HTTPResponse.Status, _ buffer: ByteBuffer, type: String, headers: [String: String]) {
        var fields: HTTPFields = [.contentType: type]
        for (name, value) in headers { fields[name: name] = value }
        guard buffer.readableBytes > Self.piece else {
            self.init(status: status, headers: fields, body: ResponseBody(byteBuffer: buffer))
            return
        }
        self.init(
            status: status, headers: fields,
            body: ResponseBody(contentLength: buffer.readableBytes) { writer in
                var rest = buffer
                while let piece = rest.readSlice(length: min(Self.piece, rest.readableBytes)), piece.readableBytes > 0 {
                    try await writer.write(piece)
                }
                try await writer.finish(nil)
            })
    }
}
