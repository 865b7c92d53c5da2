import NIOCore
import NIOHTTP1
import NIOPosix
import NIOSSL
import YobanCore

/// One request and its answer on a connection of its own, to an address that was checked before. Follows no redirect.
struct Exchange: Sendable {
    let url: WebhookURL
    /// Nil: in the clear.
    let tls: NIOSSLContext?
    let headers: [(String, String)]
    let body: String

    /// Returns the status of the answer. Throws when there is none within the time, or the task is cancelled.
    func post(to address: SocketAddress, within patience: TimeAmount) async throws -> Int {
        let loop = MultiThreadedEventLoopGroup.singleton.next()
        let status = loop.makePromise(of: Int.self)
        let deadline = NIODeadline.now() + patience
        let bootstrap = ClientBootstrap(group: loop).connectTimeout(patience).channelInitializer { channel in
            channel.eventLoop.makeCompletedFuture {
                let handlers = channel.pipeline.syncOperations
                if let tls { try handlers.addHandler(NIOSSLClientHandler(context: tls, serverHostname: nameForTLS(address))) }
                try handlers.addHTTPClientHandlers(leftOverBytesStrategy: .dropBytes)
                try handlers.addHandler(Conversation(request: head, body: body, status: status))
            }
        }
        let channel: any Channel
        do {
            channel = try await bootstrap.connect(to: address).get()
        } catch {
            status.fail(error)
            throw error
        }
        let limit = loop.scheduleTask(deadline: deadline) { status.fail(ChannelError.connectTimeout(patience)) }
        defer {
            limit.cancel()
            channel.close(promise: nil)
        }
        return try await withTaskCancellationHandler {
            try await status.futureResult.get()
        } onCancel: {
            status.fail(CancellationError())
        }
    }

    /// A certificate for a bare address is compared with the address itself.
    private func nameForTLS(_ address: SocketAddress) -> String? {
        (try? SocketAddress(ipAddress: url.host, port: url.port)) == nil ? url.host : nil
    }

    private var head: HTTPRequestHead {
        var fields = HTTPHeaders(headers)
        fields.replaceOrAdd(name: "Host", value: url.hostHeader)
        fields.replaceOrAdd(name: "Content-Length", value: "\(body.utf8.count)")
        fields.replaceOrAdd(name: "Connection", value: "close")
        return HTTPRequestHead(version: .http1_1, method: .POST, uri: url.target, headers: fields)
    }
}

/// Sends the request when the connection is there, and reads the answer to its end or to where it becomes too long.
private final class Conversation: ChannelInboundHandler {
    typealias InboundIn = HTTPClientResponsePart
    typealias OutboundOut = HTTPClientRequestPart

    /// So much of an answer is read, and thrown away.
    static let longestAnswer = 65_536

    private let request: HTTPRequestHead
    private let body: String
    private let status: EventLoopPromise<Int>
    private var code: Int?
    private var count = 0

    init(request: HTTPRequestHead, body: String, status: EventLoopPromise<Int>) {
        self.request = request
        self.body = body
        self.status = status
    }

    func channelActive(context: ChannelHandlerContext) {
        context.write(wrapOutboundOut(.head(request)), promise: nil)
        context.write(wrapOutboundOut(.body(.byteBuffer(ByteBuffer(string: body)))), promise: nil)
        context.writeAndFlush(wrapOutboundOut(.end(nil)), promise: nil)
        context.fireChannelActive()
    }

    func channelRead(context: ChannelHandlerContext, data: NIOAny) {
        switch unwrapInboundIn(data) {
        case .head(let head): code = Int(head.status.code)
        case .body(let piece):
            count += piece.readableBytes
            if count > Self.longestAnswer { finish(context) }
        case .end: finish(context)
        }
    }

    func channelInactive(context: ChannelHandlerContext) {
        finish(context)
        context.fireChannelInactive()
    }

    func errorCaught(context: ChannelHandlerContext, error: any Error) {
        // What comes after the status can't change it.
        if code == nil { status.fail(error) }
        finish(context)
    }

    private func finish(_ context: ChannelHandlerContext) {
        if let code { status.succeed(code) } else { status.fail(ChannelError.eof) }
        context.close(promise: nil)
    }
}
