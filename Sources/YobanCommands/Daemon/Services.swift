import ServiceLifecycle
import UnixSignals
import YobanConfig
import YobanCore
import YobanWorker

/// A worker as a service: a graceful end lets its jobs go on, or stops them when asked to.
struct WorkerService: Service {
    let worker: Worker
    let stopsJobs: Bool

    func run() async throws {
        try await withGracefulShutdownHandler {
            try await worker.run()
        } onGracefulShutdown: {
            worker.stop(stoppingJobs: stopsJobs)
        }
    }
}

/// A loop that ends when the process does.
struct Agent: Service {
    let loop: @Sendable () async -> Void

    init(_ loop: @escaping @Sendable () async -> Void) { self.loop = loop }

    func run() async throws { await cancelWhenGracefulShutdown { await loop() } }
}

/// Reads the catalogue anew at SIGHUP. A bad one is refused with all its errors, and the one before stays.
struct Reload: Service {
    let flags: Configuration.Flags
    let current: CurrentCatalogue
    let notify: @Sendable (WorkerEvent) -> Void

    func run() async throws {
        for await _ in await UnixSignalsSequence(trapping: .sighup).cancelOnGracefulShutdown() {
            do throws(ConfigurationError) {
                let loaded = try readConfiguration(flags: flags)
                let distrust = CatalogueCheck.distrust(of: loaded.catalogue).filter { $0.severity == .error }
                guard distrust.isEmpty else { throw ConfigurationError(problems: distrust) }
                current.value = loaded.catalogue
                notify(.reloaded(definitions: loaded.catalogue.definitions.count))
            } catch {
                notify(.reloadRefused(problems: error.problems.map { $0.line(from: "") }))
            }
        }
    }
}
