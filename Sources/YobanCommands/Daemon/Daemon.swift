import Glibc
import Logging
import ServiceLifecycle
import Synchronization
import UnixSignals
import YobanConfig
import YobanCore
import YobanExecution
import YobanSQLite
import YobanScheduler
import YobanWorker

/// The one place where all rooms meet: a long-lived process made of services.
struct Daemon {
    let flags: Configuration.Flags
    let untilIdle: Bool
    let stopsJobs: Bool
    /// Also turns schedules into jobs.
    let keepsSchedules: Bool

    /// Runs until a signal asks for the end. Throws when it can't start.
    func run() async throws {
        let loaded = try trusted(loadConfiguration(flags: flags))
        var settings = loaded.settings
        settings.language = processLanguage
        let log = WorkerLog(
            file: RotatingLogFile(path: settings.worker.logFile, limit: settings.worker.logMaximumSize, keep: settings.worker.logKeep),
            language: processLanguage, repeatsOnStandardOutput: true, now: wallClock)
        let store = try await openStore(settings, role: .daemon)
        let host = try makeHost(settings)
        let current = CurrentCatalogue(loaded.catalogue)
        let worker = Worker(
            try configuration(settings, host), store: store, host: host, catalogue: { current.value }, now: wallClock, notify: log.write)
        let reload = Reload(flags: flags, current: current, notify: log.write)
        let agents = try agents(settings, store: store, host: host, worker: worker, current: current, notify: log.write)
        var services: [ServiceGroupConfiguration.ServiceConfiguration] = agents.map { .init(service: $0) }
        services.append(.init(service: reload))
        services.append(
            .init(
                service: WorkerService(worker: worker, stopsJobs: stopsJobs), successTerminationBehavior: .gracefullyShutdownGroup,
                failureTerminationBehavior: .gracefullyShutdownGroup))
        var group = ServiceGroupConfiguration(
            services: services, gracefulShutdownSignals: [.sigterm, .sigint],
            logger: Logger(label: "yoban") { _ in SwiftLogNoOpLogHandler() })
        group.maximumGracefulShutdownDuration = .seconds(stopsJobs ? 60 : 5)
        try await ServiceGroup(configuration: group).run()
    }

    /// A catalogue that others may write decides nothing.
    private func trusted(_ loaded: YobanConfig.Configuration) throws -> YobanConfig.Configuration {
        let distrust = CatalogueCheck.distrust(of: loaded.catalogue).filter { $0.severity == .error }
        guard distrust.isEmpty else { throw ConfigurationError(problems: distrust) }
        return loaded
    }

    private func makeHost(_ settings: Settings) throws -> RunHost {
        do throws(RunError) {
            return try RunHost(stateDirectory: settings.state, shim: RunHost.installedShim(), cgroupParent: RunHost.cgroupParent())
        } catch {
            throw CommandFailure(error)
        }
    }

    private func configuration(_ settings: Settings, _ host: RunHost) throws -> Worker.Configuration {
        let id: WorkerID
        do throws(WorkerID.IdentityError) {
            id = try WorkerID.kept(in: settings.state, host: hostName())
        } catch {
            throw CommandFailure(RunError.folder(path: error.path, errno: error.errno))
        }
        var configuration = Worker.Configuration(
            id: id, hostName: hostName(), bootID: host.bootID, version: Yoban.version, settings: settings, environment: processEnvironment)
        configuration.untilIdle = untilIdle
        return configuration
    }

    private func agents(
        _ settings: Settings, store: SQLiteStore, host: RunHost, worker: Worker, current: CurrentCatalogue,
        notify: @escaping @Sendable (WorkerEvent) -> Void
    ) throws -> [Agent] {
        let failed: @Sendable (StoreError) -> Void = { notify(.storeFailed($0)) }
        let promoter = Promoter(
            store: store, interval: settings.worker.poll, now: wallClock, promoted: { worker.wake() }, failed: { _ in })
        let pruner = Pruner(
            store: store, keep: settings.keep, now: wallClock,
            pruneRuns: { before in _ = await host.prune(reportedBefore: before.milliseconds) }, failed: failed)
        var agents = [Agent { await promoter.run() }, Agent { await pruner.run() }]
        guard keepsSchedules else { return agents }
        let keeper = ScheduleKeeper(
            store: store, catalogue: { current.value }, zone: try ZoneFile.rules(settings.timeZone), now: wallClock,
            fired: { key, _, enqueued in
                notify(.schedule(key, enqueued))
                worker.wake()
            }, failed: failed)
        agents.append(Agent { await keeper.run() })
        return agents
    }
}

/// The catalogue in force. A reload replaces it whole.
final class CurrentCatalogue: Sendable {
    private let catalogue: Mutex<Catalogue>
    init(_ catalogue: Catalogue) { self.catalogue = Mutex(catalogue) }

    var value: Catalogue {
        get { catalogue.withLock { $0 } }
        set { catalogue.withLock { $0 = newValue } }
    }
}
