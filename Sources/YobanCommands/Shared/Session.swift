import Glibc
import YobanConfig
import YobanCore
import YobanOperations
import YobanWorker

/// What a command needs: the catalogue, the store, and the operations on it.
struct Session: Sendable {
    let settings: Settings
    let catalogue: Catalogue
    let operations: Operations
    let console = Console()
    let now: Now = wallClock

    /// Reads the catalogue and opens the store as a client.
    static func open(_ global: GlobalOptions) async throws -> Session {
        let loaded = try loadConfiguration(flags: global.flags)
        let opened = try await OpenedStore.open(loaded.settings, role: .client)
        let operations = Operations(
            store: opened.store, catalogue: loaded.catalogue, principal: .local(userName()), now: wallClock, ring: ringDoorbells)
        return Session(settings: loaded.settings, catalogue: loaded.catalogue, operations: operations)
    }
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
