import GRDB
import Glibc
import YobanCore
import YobanRows

/// The one place where failures become the store's closed codes.
///
/// | SQLite, or errno of the file | code | what helps |
/// |---|---|---|
/// | `BUSY`, `LOCKED` | `busy` | waiting; the holder is named when /proc tells it |
/// | `CANTOPEN`, `PERM`, `AUTH`; ENOENT, ENOTDIR, EACCES, other errno | `unreachable` | the folder, its permissions |
/// | `NOTADB`; a folder, bytes of another kind, other tables | `notAStore` | another path |
/// | `CORRUPT`, `IOERR_CORRUPTFS`, `IOERR_DATA` | `corrupt` | a backup |
/// | `READONLY`; EROFS | `readOnly` | permission to write the file and its folder |
/// | `FULL`, `IOERR_WRITE` with no room; ENOSPC, EDQUOT | `full` | room |
/// | `CONSTRAINT`, `TOOBIG`, `MISMATCH` | `refused` | another value |
/// | `INTERRUPT`, a cancelled task | `interrupted` | nothing: it was asked for |
/// | other `IOERR` | `unreachable` | the disk; the same call may succeed |
/// | number of the schema above ours | `schemaTooNew` | a newer program |
/// | number below ours, or the seed's table | `schemaTooOld` | `yoban migrate` |
/// | anything else | `unexpected` | a report to us |
extension StoreError {
    init(_ error: any Error, doing: Text, path: String) {
        switch error {
        case let error as StoreError:
            self = StoreError(error.code, doing: doing, why: error.why, cause: error.cause)
        case let error as DatabaseError:
            self.init(engine: error, doing: doing, path: path)
        case let error as FileFailure:
            self.init(file: error.errno, doing: doing, path: path)
        case let error as NotASeedTable:
            self.init(.notAStore, doing: doing, why: .notAStore(path), cause: error.cause)
        case is CancellationError:
            self.init(.interrupted, doing: doing, why: .interrupted)
        default:
            self.init(.unexpected, doing: doing, why: .unexpected, cause: "\(error)")
        }
    }

    private init(engine error: DatabaseError, doing: Text, path: String) {
        let cause = "\(error.extendedResultCode.rawValue) \(error.message ?? "")"
        let (code, why): (Code, Text) =
            switch error.resultCode {
            case .SQLITE_BUSY where Task.isCancelled: (.interrupted, .interrupted)
            case .SQLITE_BUSY, .SQLITE_LOCKED: (.busy, .locked(path, by: LockHolder.find(path)))
            case .SQLITE_CANTOPEN, .SQLITE_PERM, .SQLITE_AUTH: (.unreachable, .cannotOpen(path))
            case .SQLITE_NOTADB: (.notAStore, .notAStore(path))
            case .SQLITE_CORRUPT: (.corrupt, .corrupt(path))
            case .SQLITE_READONLY: (.readOnly, .readOnly(path))
            case .SQLITE_FULL: (.full, .full(path))
            case .SQLITE_CONSTRAINT, .SQLITE_TOOBIG, .SQLITE_MISMATCH: (.refused, .refused)
            case .SQLITE_INTERRUPT: (.interrupted, .interrupted)
            case .SQLITE_IOERR:
                switch error.extendedResultCode {
                case .SQLITE_IOERR_DATA, .SQLITE_IOERR_CORRUPTFS: (.corrupt, .corrupt(path))
                default: (.unreachable, .inputOutput(path))
                }
            default: (.unexpected, .unexpected)
            }
        self.init(code, doing: doing, why: why, cause: cause)
    }

    private init(file errno: Int32, doing: Text, path: String) {
        let (code, why): (Code, Text) =
            switch errno {
            case ENOENT, ENOTDIR: (.unreachable, .noFolder(path))
            case EACCES, EPERM: (.unreachable, .noPermission(path))
            case EROFS: (.readOnly, .readOnly(path))
            case ENOSPC, EDQUOT: (.full, .full(path))
            case EISDIR, ENOEXEC: (.notAStore, .notAStore(path))
            default: (.unreachable, .cannotOpen(path))
            }
        // ENOEXEC is our own sign here; its words speak of programs.
        self.init(code, doing: doing, why: why, cause: errno == ENOEXEC ? "" : String(cString: strerror(errno)))
    }

    static func schemaTooNew(_ path: String, found: Int, known: Int) -> StoreError {
        StoreError(.schemaTooNew, doing: .openStore(path), why: .schemaTooNew(found: found, known: known))
    }

    static func schemaTooOld(_ path: String) -> StoreError {
        StoreError(.schemaTooOld, doing: .openStore(path), why: .schemaTooOld)
    }
}
