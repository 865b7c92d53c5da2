import Hummingbird
import HummingbirdCore
import Logging
import NIOCore
import ServiceLifecycle
package import YobanCore

/// Answers HTTP at one address until it is asked to end.
package struct HTTPServer: Service {
    /// What clients may take from the machine that runs jobs.
    package struct Limits: Sendable {
        /// More wait in the system's queue. Those that follow and listen, and 128 for all else; below the 1,024 descriptors that a process
        /// usually may have.
        package var connections = 768
        /// Without a request, or with one whose head is not complete.
        package var idle: Duration = .seconds(25)
        /// From the head of a request to its end.
        package var request: Duration = .seconds(20)
        /// For a client that takes nothing of its answer.
        package var sending: Duration = .seconds(20)
        /// For requests that are being answered when the server is asked to end.
        package var ending: Duration = .seconds(1)

        package init() {}
    }

    private let settings: ServerSettings
    private let interface: Interface
    private let limits: Limits

    package init(_ interface: Interface, settings: ServerSettings, limits: Limits = Limits()) {
        self.interface = interface
        self.settings = settings
        self.limits = limits
    }

    /// Listens until the task is cancelled or a graceful shutdown begins. Throws a ``ListenError`` when it can't.
    package func run() async throws {
        let socket: SocketFile?
        let address: BindAddress
        switch settings.listen {
        case .off: return try await ended()
        case .tcp(let host, let port): (socket, address) = (nil, .hostname(host, port: port))
        case .unix(let path):
            let file = SocketFile(path: path)
            try file.prepare()
            (socket, address) = (file, .unixDomainSocket(path: file.bound))
        }
        defer { socket?.remove() }
        let (stopping, connections) = (Stopping(), Connections())
        let application = Application(
            router: interface.router(for: settings, stopping),
            server: try HTTPServerBuilder.http1(configuration: channel(connections)).withTLS(settings),
            configuration: ApplicationConfiguration(
                address: address, availableConnectionsDelegate: MaximumAvailableConnections(limits.connections, logger: .silent)),
            onServerRunning: { await begin($0, socket) }, logger: .silent)
        do {
            try await serve(application, stopping, connections)
        } catch is CancellationError {
        } catch {
            throw ListenError(error, at: settings.listen.text)
        }
        interface.notify(.ended)
    }

    /// Ends within ``Limits/ending`` of a graceful shutdown, also with answers under way.
    private func serve(_ application: some ApplicationProtocol, _ stopping: Stopping, _ connections: Connections) async throws {
        try await withTaskCancellationHandler {
            try await withThrowingTaskGroup(of: Void.self) { group in
                group.addTask { try await application.run() }
                group.addTask {
                    try await gracefulShutdown()
                    stopping.begin()
                    try await Task.sleep(for: limits.ending)
                    connections.closeAll()
                }
                try await group.next()
                group.cancelAll()
            }
        } onCancel: {
            connections.closeAll()
        }
    }

    /// The server is bound; from here on clients reach it.
    private func begin(_ channel: any Channel, _ socket: SocketFile?) async {
        do throws(ListenError) {
            try socket?.publish()
        } catch {
            interface.notify(.notListening(why: error.text))
            channel.close(promise: nil)
            return
        }
        var listen = settings.listen
        if case .tcp(let host, _) = listen, let port = channel.localAddress?.port { listen = .tcp(host: host, port: port) }
        let scheme =
            switch listen {
            case .tcp: settings.certificate == nil ? "http://" : "https://"
            case .unix, .off: ""
            }
        interface.notify(.listening(address: scheme + listen.text))
    }

    private func ended() async throws {
        do { try await gracefulShutdown() } catch is CancellationError {}
    }

    private func channel(_ connections: Connections) -> HTTP1Channel.Configuration {
        let limits = limits
        return HTTP1Channel.Configuration(
            additionalChannelHandlers: [Patience(limits: limits, connections: connections)], idleTimeout: TimeAmount(limits.idle),
            httpDecoderConfiguration: .init(maxHeaderFieldSize: 16_384, maxHeaderListSize: 32_768, maxHeaderFieldCount: 100))
    }
}

extension Logger {
    /// What hummingbird has to say is said by ``HTTPEvent``.
    fileprivate static var silent: Logger { Logger(label: "yoban") { _ in SwiftLogNoOpLogHandler() } }
}
