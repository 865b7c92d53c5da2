import YobanCore
import YobanRows

/// The one place where failures become the store's closed codes.
///
/// | SQLSTATE, or what libpq says | code | what helps |
/// |---|---|---|
/// | `40001`, `40P01`, `23505` on `job_unique` | tried again; at last `busy` | nothing: another was quicker |
/// | `55P03` lock, `57014` time-out of the server | `busy` | waiting |
/// | `53300` too many connections | `busy` | `max_connections`, fewer programs |
/// | `53xxx` other, `57P03` starting | `busy` | waiting |
/// | `53100` disk full | `full` | room on the server |
/// | `25006` read-only | `readOnly` | the primary |
/// | `28P01`, `28000`, no password | `denied` | the password, `pg_hba.conf` |
/// | `3D000` no such database, unknown host, refused, time-out, TLS | `unreachable` | the address, the server |
/// | `42501` missing right | `denied` | GRANT |
/// | `42P01`, `42703`, `42883`, `3F000` missing table, column, function, schema | `notAStore` | `yoban migrate` |
/// | `42P07`, `42710` a table of that name is there | `notAStore` | a schema of its own |
/// | older than 13, not UTF8 | `notAStore` | another server or database |
/// | `22xxx`, `23xxx`, `54xxx`, NUL in a text | `refused` | another value |
/// | `XX001`, `XX002` | `corrupt` | a backup |
/// | connection lost (`57P01`, `08xxx`, no answer) before the commit | tried again; at last `unreachable` | the server |
/// | connection lost in the commit | asked again by token or transaction; at last `unknownOutcome` | looking |
/// | a cancelled task | `interrupted` | nothing: it was asked for |
/// | number of the schema above ours | `schemaTooNew` | a newer program |
/// | number below ours, the seed's table, no table | `schemaTooOld` | `yoban migrate` |
/// | anything else | `unexpected` | a report to us |
extension StoreError {
    init(_ error: any Error, doing: Text, server: String, isUnknown: Bool = false) {
        if isUnknown {
            self.init(.unknownOutcome, doing: doing, why: .unknownOutcome, cause: Self.cause(error))
            return
        }
        let (code, why): (Code, Text) =
            switch error {
            case let error as StoreError: (error.code, error.why ?? .unexpected)
            case let error as ServerFailure: Self.state(error.state, server)
            case let error as ConnectFailure: Self.connecting(error.kind, server)
            case let error as ConnectionLost: (.unreachable, error.isTimeout ? .silent(server) : .broken(server))
            case is NotASeedTable: (.notAStore, .notASeedTable)
            case is HoldsNUL: (.refused, .noNUL)
            case is CancellationError: (.interrupted, .interrupted)
            case is Again: (.busy, .busy)
            default: (.unexpected, .unexpected)
            }
        self.init(code, doing: doing, why: why, cause: Self.cause(error))
    }

    private static func cause(_ error: any Error) -> String {
        switch error {
        case let error as StoreError: error.cause
        case let error as ServerFailure: "\(error.state) \(error.message.onOneLine)"
        case let error as ConnectFailure: error.message
        case let error as ConnectionLost: error.message
        case let error as NotASeedTable: error.cause
        case is HoldsNUL, is CancellationError, is Again: ""
        default: "\(error)"
        }
    }

    static func state(_ state: String, _ server: String) -> (Code, Text) {
        switch state {
        case "40001", "40P01", "55P03", "57014": (.busy, .busy)
        case "53100": (.full, .full)
        case "53300": (.busy, .tooManyConnections)
        case "57P03": (.busy, .starting(server))
        case "25006": (.readOnly, .readOnly(server))
        case "28P01", "28000": (.denied, .wrongPassword(server))
        case "3D000": (.unreachable, .noDatabase(server))
        case "42501": (.denied, .noRight)
        case "42P01", "42703", "42883", "3F000": (.notAStore, .incomplete(server))
        case "42P07", "42710": (.notAStore, .nameTaken)
        case "XX001", "XX002": (.corrupt, .corrupt(server))
        case "57P01", "57P02", "57P05", "25P03": (.unreachable, .broken(server))
        default:
            switch state.prefix(2) {
            case "53": (.busy, .busy)
            case "22", "23", "54": (.refused, .refused)
            case "08": (.unreachable, .broken(server))
            default: (.unexpected, .unexpected)
            }
        }
    }

    private static func connecting(_ kind: ConnectFailure.Kind, _ server: String) -> (Code, Text) {
        switch kind {
        case .state(let state): Self.state(state, server)
        case .noPassword: (.denied, .noPassword(server))
        case .unreadablePasswordFile(let file): (.unreachable, .unreadablePasswordFile(file))
        case .unknownHost: (.unreachable, .unknownHost(server))
        case .refused: (.unreachable, .nobodyListens(server))
        case .timeout: (.unreachable, .silent(server))
        case .certificate: (.unreachable, .certificate(server))
        case .noTLS: (.unreachable, .noTLS(server))
        case .readOnly: (.readOnly, .readOnly(server))
        case .tooOld(let version): (.notAStore, .tooOld(version))
        case .wrongEncoding(let encoding): (.notAStore, .wrongEncoding(encoding))
        case .other: (.unreachable, .cannotConnect(server))
        }
    }

    static func schemaTooNew(_ server: String, found: Int, known: Int) -> StoreError {
        StoreError(.schemaTooNew, doing: .openStore(server), why: .schemaTooNew(found: found, known: known))
    }
}
