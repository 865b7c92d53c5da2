import Glibc
import YobanCore
import YobanRows

/// The one place where failures become the store's closed codes.
///
/// | server's or client's error | code | what helps |
/// |---|---|---|
/// | 1213 deadlock or Galera conflict, 1020, 1412, 1615, 3101 | tried again at once; else `busy` | nothing: it passes |
/// | 2006, 2013, 2055, 1927, 1053, 4031 connection lost | tried again once; else `unreachable` | the server, the network |
/// | the same, or 1180, while the answer to a change is awaited, and not to be found out | `unknownOutcome` | looking whether it was done |
/// | 1205 lock wait | tried again for a while; else `busy` | waiting |
/// | 1317, 1969, 3024 statement ended, 1040, 1203, 1226 too many connections | `busy` | waiting |
/// | 2002, 2003, 2004 refused, 2005 unknown host, 2026 TLS, 1130 host not allowed | `unreachable` | address, network, certificate |
/// | 1045, 1698, 1251, 2059 login, 1862, 1820 expired password | `denied` | user and password |
/// | 1044, 1142, 1143, 1227, 1370 missing rights | `denied` | the GRANT that is named |
/// | 1049 unknown database | `unreachable` | CREATE DATABASE, or another name |
/// | 1047 Galera node outside the primary component | tried again for a while; else `unreachable` | another node |
/// | 1290, 1836, 1792, 1874 read-only | `readOnly`, and the connection is dropped | the primary |
/// | 1021, 1114, 1041, errno 28 | `full` | room |
/// | 1034, 1194, 1195, 1712, 1877, 1932 damaged table | `corrupt` | a backup |
/// | 1146 no table, 1054 no column, 1176 no index | `schemaTooOld` | `yoban migrate` |
/// | 1366, 1300, 3988 text outside the character set | `refused` | utf8mb4 |
/// | 1406, 1264, 1265, 1292, 1048, 1364, 1062, 1451, 1452, 4025, 3819, 1153 | `refused` | another value |
/// | server older than MariaDB 10.8, MySQL 8.0.16 | `notAStore` | a newer server |
/// | anything else | `unexpected` | a report to us |
extension StoreError {
    init(_ error: any Error, doing: Text, label: String) {
        switch error {
        case let error as StoreError:
            self = StoreError(error.code, doing: doing, why: error.why, cause: error.cause)
        case let failure as ServerFailure:
            let (code, why) = Self.meaning(of: failure, label)
            self.init(code, doing: doing, why: why, cause: failure.text)
        case let unknown as UnknownOutcome:
            self.init(.unknownOutcome, doing: doing, why: .unknownOutcome(label), cause: unknown.failure.text)
        case let error as NotASeedTable:
            self.init(.notAStore, doing: doing, why: error.why)
        case let error as ServerTooOld:
            self.init(.notAStore, doing: doing, why: .serverTooOld(error.version))
        case is LibraryMissing:
            self.init(.notAStore, doing: doing, why: .libraryMissing)
        case let error as PasswordFileFailure:
            self.init(.unreachable, doing: doing, why: .passwordFile(error.path), cause: String(cString: strerror(error.errno)))
        case is CancellationError:
            self.init(.interrupted, doing: doing, why: .interrupted)
        default:
            self.init(.unexpected, doing: doing, why: .unexpected, cause: "\(error)")
        }
    }

    private static func meaning(of failure: ServerFailure, _ label: String) -> (Code, Text) {
        switch failure.code {
        case _ where failure.isConflict: (.busy, .conflict)
        case _ where failure.isLostConnection: (.unreachable, .lost(label))
        case _ where failure.isLockWait: (.busy, .lockWait)
        case 1317, 1969, 3024: (.busy, .statementEnded)
        case 1040, 1203, 1226: (.busy, .tooManyConnections(label))
        case 2005: (.unreachable, .unknownHost(label))
        case 2026: (.unreachable, .tls(label))
        case 2002, 2003, 2004, 1130: (.unreachable, .refusedConnection(label))
        case 1045, 1698, 1251, 2059, 1862, 1820: (.denied, .login(label))
        case 1044, 1142, 1143, 1227, 1370: (.denied, .rights(Grant(failure.message, label)))
        case 1049: (.unreachable, .noDatabase(label))
        case _ where failure.isOutsideCluster: (.unreachable, .notPrimary(label))
        case _ where failure.isReadOnly: (.readOnly, .readOnlyServer(label))
        case 1021, 1114, 1041: (.full, .noRoom(label))
        case 1030 where failure.message.contains("28"): (.full, .noRoom(label))
        case 1034, 1194, 1195, 1712, 1877, 1932: (.corrupt, .damaged)
        case 1146, 1054, 1176: (.schemaTooOld, .schemaTooOld)
        case 1366, 1300, 3988: (.refused, .characterSet)
        case 1406, 1264, 1265, 1292, 1048, 1364, 1062, 1451, 1452, 4025, 3819, 1153: (.refused, .refusedValue)
        default: (.unexpected, .unexpected)
        }
    }

    static func schemaTooNew(_ doing: Text, found: Int) -> StoreError {
        StoreError(.schemaTooNew, doing: doing, why: .schemaTooNew(found: found, known: Migration.newest))
    }
}

extension ServerFailure {
    /// The server's own words, with its number.
    fileprivate var text: String { "\(code) \(message)" }
}

/// The statement that gives a missing right, as far as the server's message tells it.
struct Grant: Equatable {
    let sql: String

    private static let migration = ["CREATE", "ALTER", "INDEX", "REFERENCES"]

    init(_ message: String, _ label: String) {
        // 1142: UPDATE command denied to user 'yoban'@'localhost' for table `db`.`batch_job_queue`
        // 1044: Access denied for user 'yoban'@'localhost' to database 'db'
        let denied = message.firstRange(of: " command denied")
        let missing = denied.map { String(message[..<$0.lowerBound]) } ?? "SELECT, INSERT, UPDATE, DELETE"
        // Whoever lacks one of those that only `migrate` uses is given all of them at once, not one after the other.
        let isForMigration = missing.split(separator: ", ").contains { Self.migration.contains(String($0)) }
        let rights = isForMigration ? (Self.migration + ["SELECT", "INSERT"]).joined(separator: ", ") : missing
        let user = message.firstRange(of: "'").map { quote in
            message[quote.lowerBound...].prefix { $0 != " " && $0 != ";" }
        }
        let database = label.split(separator: "/").last.map(String.init) ?? "…"
        sql = "GRANT \(rights) ON `\(database)`.* TO \(user.map(String.init) ?? "…")"
    }
}
