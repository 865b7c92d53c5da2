import Logging
import NIOCore
import NIOPosix
import ServiceLifecycle
import Synchronization
import Testing
import YobanCore

@testable import YobanHTTP

/// A server that really listens.
struct LiveServer: Sendable {
    let scene: Scene
    /// As the server said it.
    let address: String
    private let end: @Sendable () async -> Void

    /// Asks it to end, as a signal would.
    func stop() async { await end() }

    /// Runs a server for as long as the body needs; it has to end by itself then.
    static func run(
        _ scene: Scene = Scene(), listen: ServerSettings.Listen = .tcp(host: "127.0.0.1", port: 0), limits: HTTPServer.Limits = .init(),
        settings change: (inout ServerSettings) -> Void = { _ in }, _ body: @Sendable @escaping (LiveServer) async throws -> Void
    ) async throws {
        var settings = ServerSettings()
        settings.listen = listen
        change(&settings)
        let server = HTTPServer(scene.interface, settings: settings, limits: limits)
        let group = ServiceGroup(services: [server], logger: Logger(label: "test") { _ in SwiftLogNoOpLogHandler() })
        try await withThrowingTaskGroup(of: Void.self) { tasks in
            tasks.addTask {
                defer { scene.addresses.continuation.finish() }
                try await group.run()
            }
            var addresses = scene.addresses.stream.makeAsyncIterator()
            if let address = await addresses.next() {
                try await body(LiveServer(scene: scene, address: address) { await group.triggerGracefulShutdown() })
            }
            await group.triggerGracefulShutdown()
            try await tasks.waitForAll()
        }
    }

    /// A connection on which bytes are sent as they are.
    ///
    /// - Parameter isReading: whether what comes is taken.
    func connect<Value: Sendable>(isReading: Bool = true, _ body: @Sendable (Wire) async throws -> Value) async throws -> Value {
        var bootstrap = ClientBootstrap(group: .singletonMultiThreadedEventLoopGroup)
        // What the system takes in place of a client that takes nothing.
        if !isReading { bootstrap = bootstrap.channelOption(.socketOption(.so_rcvbuf), value: 4096) }
        let initialiser: @Sendable (any Channel) -> EventLoopFuture<NIOAsyncChannel<ByteBuffer, ByteBuffer>> = { channel in
            channel.eventLoop.makeCompletedFuture { try NIOAsyncChannel(wrappingChannelSynchronously: channel) }
        }
        let connection =
            if address.hasPrefix("unix:") {
                try await bootstrap.connect(unixDomainSocketPath: String(address.dropFirst(5)), channelInitializer: initialiser)
            } else {
                try await bootstrap.connect(host: "127.0.0.1", port: port, channelInitializer: initialiser)
            }
        return try await connection.executeThenClose { inbound, outbound in
            let wire = Wire(outbound)
            return try await withThrowingTaskGroup(of: Void.self) { tasks in
                if isReading { tasks.addTask { await wire.receive(inbound) } }
                let value = try await body(wire)
                tasks.cancelAll()
                return value
            }
        }
    }

    var port: Int { address.split(separator: ":").last.flatMap { Int($0) } ?? 0 }
}

/// One connection, and all that came over it.
final class Wire: Sendable {
    private let outbound: NIOAsyncChannelOutboundWriter<ByteBuffer>
    private let received = Mutex((bytes: [UInt8](), isOver: false))

    init(_ outbound: NIOAsyncChannelOutboundWriter<ByteBuffer>) { self.outbound = outbound }

    /// A character may come in two parts.
    var text: String { String(decoding: received.withLock { $0.bytes }, as: UTF8.self) }

    func send(_ text: String) async throws { try await outbound.write(ByteBuffer(string: text)) }

    /// Everything until the server closes.
    func rest() async -> String {
        #expect(await eventually { received.withLock { $0.isOver } }, "the server closes")
        return text
    }

    fileprivate func receive(_ inbound: NIOAsyncChannelInboundStream<ByteBuffer>) async {
        // A connection that is cut off is over too.
        do { for try await buffer in inbound { received.withLock { $0.bytes += buffer.readableBytesView } } } catch {}
        received.withLock { $0.isOver = true }
    }
}
