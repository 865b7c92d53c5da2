import Glibc
import Logging
import ServiceLifecycle
import Synchronization
import UnixSignals
import YobanConfig
import YobanCore
import YobanExecution
import YobanWorker

/// The one place where all rooms meet: a long-lived process made of services.
struct Daemon {
    /// What the process is there for.
    enum Role {
        /// Runs jobs.
        case worker
        /// Keeps the schedules, and looks after the store; runs no job.
        case scheduler
        /// Answers HTTP; keeps nothing and runs no job.
        case server
        /// All of it.
        case serve
    }

    let role: Role
    let flags: Configuration.Flags
    var untilIdle = false
    var stopsJobs = false

    /// Runs until a signal asks for the end. Throws when it can't start.
    func run() async throws {
        let loaded = try trusted(loadConfiguration(flags: flags))
        var settings = loaded.settings
        settings.language = processLanguage
        let log = WorkerLog(
            file: RotatingLogFile(path: logFile(settings), limit: settings.worker.logMaximumSize, keep: settings.worker.logKeep),
            language: processLanguage, repeatsOnStandardOutput: true, now: wallClock)
        let opened = try await StoreAtStart(settings: settings, isPatient: !untilIdle, notify: log.write).open()
        let current = CurrentCatalogue(loaded.catalogue)
        let output = OutputBytes()
        let jobs =
            role == .worker || role == .serve
            ? try worker(settings, opened, current) { event in
                output.note(event)
                log.write(event)
            } : nil
        let agents = try Agents(
            role: role, settings: settings, opened: opened, jobs: jobs, current: current, notify: log.write
        ).all()
        var services: [ServiceGroupConfiguration.ServiceConfiguration] = agents.map { .init(service: $0) }
        services.append(.init(service: Reload(flags: flags, current: current, notify: log.write)))
        if role == .server || role == .serve {
            let http = HTTPService(
                settings: settings, store: opened.store, current: current, isAlone: role == .server,
                zone: try ZoneFile.rules(settings.timeZone), output: jobs == nil ? nil : output, notify: log.write)
            services.append(
                .init(
                    service: http, successTerminationBehavior: role == .server ? .gracefullyShutdownGroup : .ignore,
                    failureTerminationBehavior: .gracefullyShutdownGroup))
        }
        if let jobs {
            services.append(
                .init(
                    service: WorkerService(worker: jobs.worker, stopsJobs: stopsJobs), successTerminationBehavior: .gracefullyShutdownGroup,
                    failureTerminationBehavior: .gracefullyShutdownGroup))
        } else if role == .scheduler {
            log.write(.scheduling(store: opened.name))
        }
        var group = ServiceGroupConfiguration(
            services: services, gracefulShutdownSignals: [.sigterm, .sigint],
            logger: Logger(label: "yoban") { _ in SwiftLogNoOpLogHandler() })
        group.maximumGracefulShutdownDuration = .seconds(stopsJobs ? 60 : 5)
        try await ServiceGroup(configuration: group).run()
        if role == .scheduler { log.write(.schedulingEnded) }
    }

    /// A log file has one writer, and a scheduler and a server may stand beside a worker.
    private func logFile(_ settings: Settings) -> String {
        guard role == .scheduler || role == .server else { return settings.worker.logFile }
        mkdir(settings.state, 0o711)
        return Path.resolve("../batch_job_\(role).log", in: settings.worker.logFile)
    }

    /// A catalogue that others may write decides nothing.
    private func trusted(_ loaded: YobanConfig.Configuration) throws -> YobanConfig.Configuration {
        let distrust = CatalogueCheck.distrust(of: loaded.catalogue).filter { $0.severity == .error }
        guard distrust.isEmpty else { throw ConfigurationError(problems: distrust) }
        return loaded
    }

    private func worker(
        _ settings: Settings, _ opened: OpenedStore, _ current: CurrentCatalogue, _ notify: @escaping @Sendable (WorkerEvent) -> Void
    ) throws -> Jobs {
        let host: RunHost
        do throws(RunError) {
            host = try RunHost(stateDirectory: settings.state, shim: RunHost.installedShim(), cgroupParent: RunHost.cgroupParent())
        } catch {
            throw CommandFailure(error)
        }
        let id: WorkerID
        do throws(WorkerID.IdentityError) {
            id = try WorkerID.kept(in: settings.state, host: hostName())
        } catch {
            throw CommandFailure(RunError.folder(path: error.path, errno: error.errno))
        }
        var named = settings
        named.store = opened.name
        var configuration = Worker.Configuration(
            id: id, hostName: hostName(), bootID: host.bootID, version: Yoban.version, settings: named,
            environment: settings.environmentForJobs(current.value))
        configuration.untilIdle = untilIdle
        configuration.isShared = opened.isShared
        configuration.hasNews = opened.news != nil
        let worker = Worker(
            configuration, store: opened.store, host: host, catalogue: { current.value }, now: wallClock, notify: notify)
        return Jobs(worker: worker, host: host)
    }

    /// What runs jobs in this process.
    struct Jobs {
        let worker: Worker
        let host: RunHost
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
