import Glibc
import YobanConfig
import YobanCore
import YobanMySQL
import YobanPostgres
import YobanSQLite

/// A store that has been opened, with what the processes around it need to know of its engine. The one place that knows the engines.
struct OpenedStore: Sendable {
    let store: any Store
    /// For people, without a password and options: `sqlite:/srv/yoban.db`, `mysql://yoban@db:3306/mirai_base`.
    let name: String
    /// Whether workers of several hosts can be at it.
    let isShared: Bool
    /// What the server tells on its own, where it does.
    var news: (@Sendable () -> AsyncStream<QueueNews>)?

    /// Who opens the store.
    enum Role {
        /// A process that stays.
        case daemon
        /// A command.
        case client
        /// A completion: it doesn't wait, and makes no file.
        case glance
    }

    static func open(_ settings: Settings, role: Role) async throws -> OpenedStore {
        let address = settings.store
        switch settings.engine {
        case .sqlite(let path):
            let store =
                switch role {
                case .daemon: try await SQLiteStore.open(path: path, role: .daemon)
                case .client: try await SQLiteStore.open(path: path, role: .client)
                case .glance: try await SQLiteStore.open(path: path, role: .client, patience: .milliseconds(100))
                }
            return OpenedStore(store: store, name: address, isShared: false)
        case .mysql:
            let parsed = try mysqlAddress(address)
            let store = try await MySQLStore.open(parsed, connections: role == .daemon ? 3 : 1)
            endWithoutLibraries()
            return OpenedStore(store: store, name: "mysql://" + parsed.label, isShared: true)
        case .postgres:
            let patience: Duration = role == .glance ? .seconds(1) : .seconds(6)
            let store = try await PostgresStore.open(address, connections: role == .daemon ? 3 : 1, patience: patience)
            endWithoutLibraries()
            return OpenedStore(store: store, name: try PostgresStore.label(address), isShared: true, news: { store.notifications() })
        }
    }

    /// Brings the schema up to this program's; returns the store's name and the statements that did it.
    static func migrate(_ settings: Settings, dryRun: Bool) async throws -> (name: String, statements: [String]) {
        let address = settings.store
        switch settings.engine {
        case .sqlite(let path): return (address, try await SQLiteStore.migrate(path: path, dryRun: dryRun))
        case .mysql:
            let parsed = try mysqlAddress(address)
            return ("mysql://" + parsed.label, try await MySQLStore.migrate(parsed, dryRun: dryRun))
        case .postgres: return (try PostgresStore.label(address), try await PostgresStore.migrate(address, dryRun: dryRun))
        }
    }

    /// Lets the process end without what the client libraries do at exit: they take their tables away from under a connection's thread that
    /// may still be at work, and the process would end with a crash. Registered after theirs, this comes first.
    private static func endWithoutLibraries() {
        on_exit(
            { status, _ in
                fflush(nil)
                _exit(status)
            }, nil)
    }

    private static func mysqlAddress(_ text: String) throws(CommandFailure) -> MySQLAddress {
        do throws(MySQLAddressError) {
            return try MySQLAddress(parsing: text)
        } catch {
            throw CommandFailure(error.text, .badConfiguration)
        }
    }
}

extension Settings {
    /// What kind of store the address names; it was checked when the settings were read.
    enum Engine: Equatable {
        case sqlite(path: String)
        case mysql, postgres
    }

    var engine: Engine {
        switch store.prefix(while: { $0 != ":" }) {
        case "mysql", "mariadb": .mysql
        case "postgres", "postgresql": .postgres
        default: .sqlite(path: String(store.dropFirst("sqlite:".count)))
        }
    }
}
