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
        // Others may pass through, to their own scratch folder, but not look around.
        try Self.make(path, mode: 0o711)
        try Self.make("\(path)/runs", mode: 0o700)
        try Self.make("\(path)/scratch", mode: 0o711)
        let file = "\(path)/worker.lock"
        lock = open(file, O_RDWR | O_CREAT | O_CLOEXEC, 0o600)
        guard lock >= 0 else { throw .folder(path: file, errno: errno) }
        let words = (try? RunFile.read(file)).map { String(decoding: $0, as: UTF8.self).split(separator: "\n").map(String.init) } ?? []
        guard flock(lock, LOCK_EX | LOCK_NB) == 0 else {
            close(lock)
            throw .held(path: path, pid: words.first.flatMap { Int32($0) } ?? 0)
        }
        previousBoot = words.count > 1 ? words[1] : ""
        ftruncate(lock, 0)
        let failure = RunFile.put(Array("\(getpid())\n\(bootID)\n".utf8), to: lock, at: 0)
        guard failure == 0, fsync(lock) == 0 else {
            close(lock)
            throw .folder(path: file, errno: failure)
        }
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

    /// Makes a folder of one's own for the user of a run.
    func makeScratch(_ id: String, for identity: RunIdentity?) throws(RunError) {
        let folder = scratch(id)
        guard mkdir(folder, 0o700) == 0 || errno == EEXIST else { throw .folder(path: folder, errno: errno) }
        guard let identity else { return }
        guard chown(folder, identity.uid, identity.gid) == 0 else { throw .folder(path: folder, errno: errno) }
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
