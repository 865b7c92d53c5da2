import Glibc
import YobanConfig
import YobanCore
import YobanOperations
import YobanSQLite
import YobanTerminal
import YobanWorker

/// What a command needs: the catalogue, the store, and the operations on it.
struct Session: Sendable {
    let settings: Settings
    let catalogue: Catalogue
    let operations: Operations
    let console: Console
    let now: Now

    /// Reads the catalogue and opens the store as a client.
    static func open(_ global: GlobalOptions) async throws -> Session {
        let loaded = try loadConfiguration(flags: global.flags)
        let console = Console(language: loaded.settings.language(in: processEnvironment))
        let store = try await openStore(loaded.settings, role: .client)
        return Session(
            settings: loaded.settings, catalogue: loaded.catalogue,
            operations: Operations(store: store, catalogue: loaded.catalogue, actor: userName(), now: wallClock, ring: ringDoorbells),
            console: console, now: wallClock)
    }
}

extension GlobalOptions {
    var flags: Configuration.Flags { Configuration.Flags(config: config, language: lang.flatMap(Language.init(rawValue:))) }
}

extension Settings {
    func language(in environment: [String: String]) -> Language {
        Language.ofProcess(
            flag: languageFlag(in: CommandLine.arguments).flatMap(Language.init(rawValue:)), configured: language, environment: environment)
    }
}

/// Reads the catalogue anew. Throws all its problems.
func loadConfiguration(flags: Configuration.Flags) throws(ConfigurationError) -> Configuration {
    try Configuration.load(
        flags: flags, environment: processEnvironment, workingDirectory: workingDirectory(),
        checkSchedule: { expression in
            do throws(CronError) {
                _ = try CronExpression(expression)
                return nil
            } catch { return error.message }
        })
}

func openStore(_ settings: Settings, role: SQLiteStore.Role) async throws(StoreError) -> SQLiteStore {
    try await SQLiteStore.open(path: settings.storePath, role: role)
}

extension Settings {
    /// The file of an SQLite store; the address was checked when the settings were read.
    var storePath: String { String(store.dropFirst("sqlite:".count)) }
}

/// The time of day.
let wallClock: Now = {
    var time = timespec()
    clock_gettime(CLOCK_REALTIME, &time)
    return Instant(milliseconds: Int64(time.tv_sec) * 1000 + Int64(time.tv_nsec) / 1_000_000)
}

/// Wakes the workers that live on this host. The others find the change by their poll.
func ringDoorbells(_ workers: [WorkerRecord], _ ring: Operations.Ring) {
    let host = hostName()
    for worker in workers where worker.host == host && !worker.doorbell.isEmpty {
        Doorbell.ring(worker.doorbell, for: ring == .jobs ? .jobs : .stop)
    }
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
