import CLinux
import Glibc
import YobanRunFormat

/// The worker's state directory: `runs/ID`, `scratch/ID`, `shim.err`, and the lock that keeps a second worker out.
struct StateFolder: Sendable {
    let path: String
    /// The boot in which the last worker here was started; empty if there was none.
    let previousBoot: String
    let lock: Int32

    /// Makes what is missing and takes the lock, which ends with the process.
    init(_ path: String, bootID: String) throws(RunError) {
        self.path = path
        try Self.makeAll(path)
        let file = "\(path)/worker.lock"
        lock = open(file, O_RDWR | O_CREAT | O_CLOEXEC, 0o600)
        guard lock >= 0 else { throw .folder(path: file, errno: errno) }
        let words = (try? RunFile.read(file)).map { String(decoding: $0, as: UTF8.self).split(separator: "\n").map(String.init) } ?? []
        guard flock(lock, LOCK_EX | LOCK_NB) == 0 else {
            close(lock)
            throw .held(path: path, pid: words.first.flatMap { Int32($0) } ?? 0)
        }
        previousBoot = words.count > 1 ? words[1] : ""
        let failure = Self.sign(lock, bootID)
        guard failure == 0 else {
            close(lock)
            throw .folder(path: file, errno: failure)
        }
    }

    /// Makes all anew if somebody removed it, and takes the lock again, before another worker does. Throws when that can't be done.
    func restoreIfRemoved(bootID: String) throws(RunError) {
        try Self.makeAll(path)
        var status = stat()
        guard fstat(lock, &status) == 0, status.st_nlink == 0 else { return }
        let file = "\(path)/worker.lock"
        let new = open(file, O_RDWR | O_CREAT | O_CLOEXEC, 0o600)
        guard new >= 0 else { throw .folder(path: file, errno: errno) }
        defer { close(new) }
        guard flock(new, LOCK_EX | LOCK_NB) == 0 else { throw .held(path: path, pid: 0) }
        let failure = Self.sign(new, bootID)
        guard failure == 0 else { throw .folder(path: file, errno: failure) }
        // In the place of the old one: the lock is that of the open file, not of the number.
        guard dup2(new, lock) >= 0, fcntl(lock, F_SETFD, FD_CLOEXEC) >= 0 else { throw .folder(path: file, errno: errno) }
    }

    /// Says whose lock it is. Returns an error number, 0 for none.
    private static func sign(_ lock: Int32, _ bootID: String) -> Int32 {
        ftruncate(lock, 0)
        let failure = RunFile.put(Array("\(getpid())\n\(bootID)\n".utf8), to: lock, at: 0)
        return failure != 0 ? failure : fsync(lock) == 0 ? 0 : errno
    }

    private static func makeAll(_ path: String) throws(RunError) {
        // Others may pass through, to their own scratch folder, but not look around.
        try make(path, mode: 0o711)
        try make("\(path)/runs", mode: 0o700)
        try make("\(path)/scratch", mode: 0o711)
    }

    func run(_ id: String) -> String { "\(path)/runs/\(id)" }
    func scratch(_ id: String) -> String { "\(path)/scratch/\(id)" }

    /// The names of all run directories.
    var runs: [String] {
        guard let directory = opendir("\(path)/runs") else { return [] }
        defer { closedir(directory) }
        var names: [String] = []
        while let entry = readdir(directory) {
            let name = withUnsafeBytes(of: &entry.pointee.d_name) { String(cString: $0.bindMemory(to: CChar.self).baseAddress!) }
            if RunID.isValid(name) { names.append(name) }
        }
        return names.sorted()
    }

    /// Makes a folder of one's own for the user of a run, from a `spare` one where that will do.
    func makeScratch(_ id: String, for identity: RunIdentity?, from spare: String?) throws(RunError) {
        let folder = scratch(id)
        if let spare, isUnused(scratch(spare), by: identity), rename(scratch(spare), folder) == 0 { return }
        guard mkdir(folder, 0o700) == 0 || errno == EEXIST else { throw .folder(path: folder, errno: errno) }
        guard let identity else { return }
        guard chown(folder, identity.uid, identity.gid) == 0 else { throw .folder(path: folder, errno: errno) }
    }

    /// Whether a folder is empty and just as a new one would be.
    func isUnused(_ path: String, by identity: RunIdentity?) -> Bool {
        var status = stat()
        guard lstat(path, &status) == 0, status.st_mode == S_IFDIR | 0o700 else { return false }
        guard status.st_uid == identity?.uid ?? geteuid(), status.st_gid == identity?.gid ?? getegid() else { return false }
        return isEmpty(path)
    }

    func isEmpty(_ path: String) -> Bool {
        guard let listing = opendir(path) else { return false }
        defer { closedir(listing) }
        var entries = 0
        while entries <= 2, readdir(listing) != nil { entries += 1 }
        return entries == 2
    }

    private static func make(_ path: String, mode: mode_t, isRetry: Bool = false) throws(RunError) {
        if mkdir(path, mode) == 0 {
            // Whatever the umask is.
            chmod(path, mode)
        } else if errno == ENOENT, !isRetry, let slash = path.lastIndex(of: "/"), slash != path.startIndex {
            try make(String(path[..<slash]), mode: 0o755)
            try make(path, mode: mode, isRetry: true)
        } else if errno != EEXIST {
            throw .folder(path: path, errno: errno)
        } else if access(path, W_OK | X_OK) != 0 {
            throw .folder(path: path, errno: errno)
        }
    }
}
