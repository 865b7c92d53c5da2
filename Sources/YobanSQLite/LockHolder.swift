import Glibc

/// Who holds the write lock of a database file, as the kernel tells it.
enum LockHolder {
    /// `pid 812 (yoban worker)`; nil when no other process holds it any more, or it can't be told.
    static func find(_ path: String) -> String? {
        // The list is read in pieces, and shifts between them while others lock and unlock.
        for _ in 0..<3 {
            if let holder = look(path) { return holder }
        }
        return nil
    }

    private static func look(_ path: String) -> String? {
        let shared = identity(path + "-shm")
        let main = identity(path)
        guard let locks = contents("/proc/locks") else { return nil }
        for line in locks.split(separator: "\n") {
            // 4: POSIX  ADVISORY  WRITE 812 08:01:1311 120 120
            let words = line.split(separator: " ")
            guard words.count >= 8, words[3] == "WRITE", let pid = Int32(words[4]), pid != getpid(), pid > 0, let start = Int(words[6]),
                let file = words[5].split(separator: ":").last.flatMap({ UInt64($0) })
            else { continue }
            if file == shared, start <= SQLiteFormat.walWriteLock, SQLiteFormat.walWriteLock <= Int(words[7]) ?? .max { return name(pid) }
            if file == main, start >= SQLiteFormat.pendingByte { return name(pid) }
        }
        return nil
    }

    /// Where the engine locks: offsets from its file format documentation (https://sqlite.org/walformat.html, os_unix.c).
    private enum SQLiteFormat {
        static let walWriteLock = 120
        static let pendingByte = 0x4000_0000
    }

    private static func identity(_ path: String) -> UInt64? {
        var status = stat()
        return stat(path, &status) == 0 ? UInt64(status.st_ino) : nil
    }

    private static func name(_ pid: Int32) -> String {
        let words = (contents("/proc/\(pid)/cmdline") ?? "").split(separator: "\0").prefix(3)
        guard let program = words.first?.split(separator: "/").last else { return "pid \(pid)" }
        let command = ([program] + words.dropFirst()).joined(separator: " ").filter { !$0.isNewline }
        return "pid \(pid) (\(command.prefix(60)))"
    }

    /// A file of /proc, which has no size: read until it ends.
    private static func contents(_ path: String) -> String? {
        let descriptor = Glibc.open(path, O_RDONLY | O_CLOEXEC)
        guard descriptor >= 0 else { return nil }
        defer { Glibc.close(descriptor) }
        var bytes: [UInt8] = []
        var buffer = [UInt8](repeating: 0, count: 65_536)
        while case let count = Glibc.read(descriptor, &buffer, buffer.count), count > 0 { bytes += buffer[..<count] }
        return String(decoding: bytes, as: UTF8.self)
    }
}
