import NIOCore
import NIOHTTPTypes

/// Closes connections whose client keeps the server waiting: sends its request too slowly, or does not take the answer.
///
/// Waiting for the head of a request is hummingbird's to limit, and so is being idle.
final class Patience: ChannelDuplexHandler, RemovableChannelHandler {
    typealias InboundIn = HTTPRequestPart
    typealias InboundOut = HTTPRequestPart
    typealias OutboundIn = HTTPResponsePart
    typealias OutboundOut = HTTPResponsePart

    private let limits: HTTPServer.Limits
    private let connections: Connections
    private var bodyBytes = 0
    private var reading: Scheduled<Void>?
    /// Pieces of answers that the system has not taken yet.
    private var unsent = 0
    private var sending: Scheduled<Void>?

    init(limits: HTTPServer.Limits, connections: Connections) {
        self.limits = limits
        self.connections = connections
    }

    func handlerAdded(context: ChannelHandlerContext) { connections.add(context.channel) }

    func channelInactive(context: ChannelHandlerContext) {
        end(context)
        context.fireChannelInactive()
    }

    func handlerRemoved(context: ChannelHandlerContext) { end(context) }

    private func end(_ context: ChannelHandlerContext) {
        connections.remove(context.channel)
        reading?.cancel()
        sending?.cancel()
    }

    func channelRead(context: ChannelHandlerContext, data: NIOAny) {
        switch unwrapInboundIn(data) {
        case .head:
            bodyBytes = 0
            reading = closing(context, in: limits.request)
        case .body(let buffer):
            bodyBytes += buffer.readableBytes
            // What is too long is refused and then read to its end, for the sake of the answer; not for ever.
            if bodyBytes > 4 * longestBody { context.close(promise: nil) }
        case .end: reading?.cancel()
        }
        context.fireChannelRead(data)
    }

    func write(context: ChannelHandlerContext, data: NIOAny, promise: EventLoopPromise<Void>?) {
        let promise = promise ?? context.eventLoop.makePromise()
        unsent += 1
        if sending == nil { sending = closing(context, in: limits.sending) }
        promise.futureResult.assumeIsolated().whenComplete { _ in
            self.unsent -= 1
            self.sending?.cancel()
            // Something was taken: the next piece has its own time.
            self.sending = self.unsent > 0 && context.channel.isActive ? self.closing(context, in: self.limits.sending) : nil
        }
        context.write(data, promise: promise)
    }

    private func closing(_ context: ChannelHandlerContext, in duration: Duration) -> Scheduled<Void> {
        context.eventLoop.assumeIsolated().scheduleTask(in: TimeAmount(duration)) { context.close(promise: nil) }
    }
}
