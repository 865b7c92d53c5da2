import Glibc
import YobanClient
import YobanConfig
import YobanCore
import YobanOperations

/// What a command needs: the operations, on the store or on another host, and what is known of the jobs.
struct Session: Sendable {
    let operations: any JobOperations
    /// The output of an attempt.
    let output: @Sendable (Attempt) -> any AttemptOutput
    /// The definition of a key; nil as well where only a server knows them.
    let definition: @Sendable (JobKey) -> JobDefinition?
    /// Between two looks at something that moves.
    let pace: Duration
    let console = Console()
    let now: Now = wallClock

    /// Through a server where one is named, else on the store.
    static func open(_ client: ClientOptions) async throws -> Session {
        if let server = try RemoteServer(client) { return Session(server) }
        let (operations, settings) = try await localOperations(client.global)
        return Session(
            operations: operations, output: { HostOutput($0, state: settings.state, operations) },
            definition: { operations.catalogue.definition($0) }, pace: .milliseconds(100))
    }

    private init(_ server: RemoteServer) {
        let operations = RemoteOperations(server)
        self.init(operations: operations, output: operations.output, definition: { _ in nil }, pace: .milliseconds(500))
    }

    private init(
        operations: any JobOperations, output: @escaping @Sendable (Attempt) -> any AttemptOutput,
        definition: @escaping @Sendable (JobKey) -> JobDefinition?, pace: Duration
    ) {
        self.operations = operations
        self.output = output
        self.definition = definition
        self.pace = pace
    }
}

/// Reads the catalogue and opens the store as a client.
func localOperations(_ global: GlobalOptions) async throws -> (Operations, Settings) {
    let loaded = try loadConfiguration(flags: global.flags)
    let opened = try await OpenedStore.open(loaded.settings, role: .client)
    let heartbeat = loaded.settings.worker.heartbeat
    let operations = Operations(
        store: opened.store, catalogue: loaded.catalogue, principal: .local(userName()), now: wallClock,
        isThere: { $0.isThere(now: wallClock(), heartbeat: heartbeat) }, ring: ringDoorbells)
    return (operations, loaded.settings)
}

extension GlobalOptions {
    var flags: Configuration.Flags {
        Configuration.Flags(config: config, store: store, language: language.lang.flatMap(Language.init(rawValue:)))
    }
}

/// Reads the catalogue and takes over its language and time zone for the rest of this process. Throws all its problems.
func loadConfiguration(flags: Configuration.Flags) throws(ConfigurationError) -> Configuration {
    let loaded = try readConfiguration(flags: flags)
    adoptLanguage(configured: loaded.settings.language)
    // Jobs don't see this: their environment is made from what this process was started with.
    if let zone = loaded.settings.timeZone, processEnvironment["TZ"] != zone {
        setenv("TZ", zone, 1)
        tzset()
    }
    return loaded
}

/// Reads the catalogue anew and changes nothing.
func readConfiguration(flags: Configuration.Flags) throws(ConfigurationError) -> Configuration {
    try Configuration.load(
        flags: flags, environment: processEnvironment, workingDirectory: workingDirectory(),
        checkSchedule: { expression in
            do throws(CronError) {
                _ = try CronExpression(expression)
                return nil
            } catch { return error.message }
        })
}

/// The time of day.
let wallClock: Now = {
    var time = timespec()
    clock_gettime(CLOCK_REALTIME, &time)
    return Instant(milliseconds: Int64(time.tv_sec) * 1000 + Int64(time.tv_nsec) / 1_000_000)
}

func hostName() -> String {
    var name = [CChar](repeating: 0, count: 256)
    guard gethostname(&name, name.count - 1) == 0 else { return "localhost" }
    return String(decoding: name.prefix { $0 != 0 }.map { UInt8(bitPattern: $0) }, as: UTF8.self)
}

func workingDirectory() -> String {
    guard let path = getcwd(nil, 0) else { return "/" }
    defer { free(path) }
    return String(cString: path)
}

/// Who types: recorded with what they queue.
private func userName() -> String {
    guard let entry = getpwuid(geteuid()) else { return "uid \(geteuid())" }
    return String(cString: entry.pointee.pw_name)
}
