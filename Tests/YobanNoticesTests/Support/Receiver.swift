import NIOCore
import NIOHTTP1
import NIOPosix
import NIOSSL
import Synchronization

/// A real HTTP server on loopback that keeps what it is sent, and answers as it is told.
final class Receiver: Sendable {
    struct Request: Sendable, Equatable {
        var method: String
        var uri: String
        var headers: [String: String]
        var body: String
    }

    /// What it answers to one request after the other; then 200.
    let answers = Mutex<[Answer]>([])
    let requests = Mutex<[Request]>([])
    let port: Int
    private let channel: any Channel

    enum Answer: Sendable {
        case status(Int, location: String? = nil, bytes: Int = 2)
        /// Reads the request and never answers.
        case silence
        /// Closes the connection without an answer.
        case hangUp
    }

    init(_ answers: Answer..., tls: NIOSSLContext? = nil) async throws {
        let link = Link()
        channel = try await ServerBootstrap(group: MultiThreadedEventLoopGroup.singleton)
            .serverChannelOption(.socketOption(.so_reuseaddr), value: 1)
            .childChannelInitializer { channel in
                channel.eventLoop.makeCompletedFuture {
                    if let tls { try channel.pipeline.syncOperations.addHandler(NIOSSLServerHandler(context: tls)) }
                    try channel.pipeline.syncOperations.configureHTTPServerPipeline()
                    try channel.pipeline.syncOperations.addHandler(Listener(link))
                }
            }.bind(host: "127.0.0.1", port: 0).get()
        port = channel.localAddress?.port ?? 0
        self.answers.withLock { $0 = answers }
        link.receiver.withLock { $0 = self }
    }

    func close() async throws { try await channel.close() }

    /// From the server's threads to the receiver.
    final class Link: Sendable {
        let receiver = Mutex<Receiver?>(nil)
    }

    var received: [Request] { requests.withLock { $0 } }
}

private final class Listener: ChannelInboundHandler {
    typealias InboundIn = HTTPServerRequestPart
    typealias OutboundOut = HTTPServerResponsePart

    private let link: Receiver.Link
    private var head: HTTPRequestHead?
    private var body = ByteBuffer()

    init(_ link: Receiver.Link) { self.link = link }

    func channelRead(context: ChannelHandlerContext, data: NIOAny) {
        switch unwrapInboundIn(data) {
        case .head(let head): self.head = head
        case .body(var piece): body.writeBuffer(&piece)
        case .end: answer(context)
        }
    }

    private func answer(_ context: ChannelHandlerContext) {
        guard let head, let receiver = link.receiver.withLock({ $0 }) else { return context.close(promise: nil) }
        let headers = Dictionary(head.headers.map { ($0.name.lowercased(), $0.value) }, uniquingKeysWith: { "\($0), \($1)" })
        receiver.requests.withLock {
            $0.append(.init(method: head.method.rawValue, uri: head.uri, headers: headers, body: String(buffer: body)))
        }
        switch receiver.answers.withLock({ $0.isEmpty ? .status(200) : $0.removeFirst() }) {
        case .silence: break
        case .hangUp: context.close(promise: nil)
        case .status(let code, let location, let count):
            var fields = HTTPHeaders([("Content-Length", "\(count)")])
            if let location { fields.add(name: "Location", value: location) }
            context.write(wrapOutboundOut(.head(.init(version: .http1_1, status: .init(statusCode: code), headers: fields))), promise: nil)
            context.write(wrapOutboundOut(.body(.byteBuffer(ByteBuffer(repeating: 0x61, count: count)))), promise: nil)
            context.writeAndFlush(wrapOutboundOut(.end(nil)), promise: nil)
        }
    }
}
