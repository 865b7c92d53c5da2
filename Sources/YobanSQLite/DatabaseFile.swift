import Glibc

/// The file before the engine sees it.
enum DatabaseFile {
    enum Header {
        case wal
        /// A rollback journal: not (yet) written by us.
        case otherJournal
        case empty
    }

    /// Makes an empty file, mode 0600. False when there is one already. The engine gives its side files the same mode.
    static func create(_ path: String) throws -> Bool {
        let descriptor = Glibc.open(path, O_WRONLY | O_CREAT | O_EXCL | O_CLOEXEC, 0o600)
        if descriptor >= 0 {
            Glibc.close(descriptor)
            return true
        }
        if errno == EEXIST { return false }
        // A file that exists may lie where nothing can be made: the engine tells what can be done with it.
        let failure = errno
        guard access(path, F_OK) != 0 else { return false }
        throw FileFailure(errno: failure)
    }

    /// False only when nothing is there; throws when that can't be told.
    static func exists(_ path: String) throws -> Bool {
        if access(path, F_OK) == 0 { return true }
        guard errno == ENOENT else { throw FileFailure(errno: errno) }
        return false
    }

    /// What kind of database the first bytes announce; throws when they announce none.
    static func header(_ path: String) throws -> Header {
        // Without waiting for the other end of a pipe.
        let descriptor = Glibc.open(path, O_RDONLY | O_CLOEXEC | O_NONBLOCK)
        guard descriptor >= 0 else { throw FileFailure(errno: errno) }
        defer { Glibc.close(descriptor) }
        var status = stat()
        guard fstat(descriptor, &status) == 0, status.st_mode & S_IFMT == S_IFREG else { throw FileFailure(errno: ENOEXEC) }
        var bytes = [UInt8](repeating: 0, count: 20)
        let count = Glibc.read(descriptor, &bytes, bytes.count)
        guard count >= 0 else { throw FileFailure(errno: errno) }
        if count == 0 { return .empty }
        guard count == bytes.count, bytes.starts(with: Array("SQLite format 3\0".utf8)) else { throw FileFailure(errno: ENOEXEC) }
        return bytes[18] == 2 ? .wal : .otherJournal
    }
}

/// A system call on the file failed. ENOEXEC stands for a file whose bytes are something else.
struct FileFailure: Error {
    let errno: Int32
}
