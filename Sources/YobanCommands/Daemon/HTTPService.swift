import ServiceLifecycle
import YobanAdmin
import YobanCore
import YobanHTTP
import YobanOperations
import YobanWorker

/// The HTTP interface as a service of this process.
struct HTTPService: Service {
    let settings: Settings
    let store: any Store
    let current: CurrentCatalogue
    /// `yoban server`: without an address there is nothing to stay for. Beside a worker the jobs come first: it goes on, and tries again.
    let isAlone: Bool
    let zone: TimeZoneRules
    /// What the runs of this process said; nil where it runs none.
    let output: OutputBytes?
    let notify: @Sendable (WorkerEvent) -> Void

    private static let pause: Duration = .seconds(10)

    func run() async throws {
        let server = HTTPServer(interface, settings: settings.server)
        await sayHowToSignIn()
        var said: Text?
        while !Task.isShuttingDownGracefully, !Task.isCancelled {
            do {
                return try await server.run()
            } catch let error as ListenError {
                if isAlone { throw CommandFailure(error.text, .unreachable) }
                if said != error.text { notify(.interface(error.text, isError: true)) }
                said = error.text
            }
            // Another program may let go of the address.
            await cancelWhenGracefulShutdown { try? await Task.sleep(for: Self.pause) }
        }
    }

    /// To whoever starts it by hand: the screen is of no use without a user.
    private func sayHowToSignIn() async {
        // A store in trouble is told of by those that need it.
        guard settings.server.listen != .off, let users = try? await store.users(), users.isEmpty else { return }
        Console().say(.noUser)
    }

    private var interface: Interface {
        let (store, current, notify) = (store, current, notify)
        let (heartbeat, state) = (settings.worker.heartbeat, settings.state)
        var interface = Interface(
            authentication: Authentication(store: store, now: wallClock),
            operations: { principal in
                Operations(
                    store: store, catalogue: current.value, principal: principal, now: wallClock,
                    isThere: { $0.isThere(now: wallClock(), heartbeat: heartbeat) }, ring: ringDoorbells)
            },
            output: { HostOutput($0, state: state, $1) },
            zone: (zone, settings.timeZone), requestsPerMinute: settings.server.requestsPerMinute, version: Yoban.version,
            notify: { notify(.interface($0.text, isError: $0.isError)) })
        if let output { interface.outputBytes = { output.all } }
        let screen = Screen(interface, settings, address: settings.server.browserAddress, now: wallClock)
        interface.addPages = { screen.addRoutes(to: &$0, $1, $2) }
        interface.problemPage = { try await screen.page(of: $0, $1, $2) }
        return interface
    }
}
