import Glibc
package import YobanCore

extension WorkerID {
    /// The name kept in the state directory, made at the first start: the host's name and random digits.
    ///
    /// The caller holds the state directory's lock. Throws when the file can't be read or written.
    package static func kept(in state: String, host: String) throws(IdentityError) -> WorkerID {
        let path = state + "/worker-id"
        if let id = read(path) { return id }
        var generator = SystemRandomNumberGenerator()
        let id = WorkerID("\(host)-\(ClaimToken.random(using: &generator).value.prefix(8))")
        try id.keep(in: state)
        return id
    }

    /// Writes the name down, unless one is there.
    func keep(in state: String) throws(IdentityError) {
        let path = state + "/worker-id"
        guard access(path, F_OK) != 0 else { return }
        let file = open(path, O_WRONLY | O_CREAT | O_TRUNC | O_CLOEXEC, 0o600)
        guard file >= 0 else { throw IdentityError(path: path, errno: errno) }
        defer { close(file) }
        var line = value + "\n"
        let written = line.withUTF8 { write(file, $0.baseAddress, $0.count) == $0.count }
        guard written, fsync(file) == 0 else { throw IdentityError(path: path, errno: errno) }
    }

    /// The worker's name can't be kept.
    package struct IdentityError: Error, Sendable {
        package let path: String
        package let errno: Int32
    }

    private static func read(_ path: String) -> WorkerID? {
        let file = open(path, O_RDONLY | O_CLOEXEC)
        guard file >= 0 else { return nil }
        defer { close(file) }
        var bytes = [UInt8](repeating: 0, count: 400)
        let count = Glibc.read(file, &bytes, bytes.count)
        let name = bytes.prefix(max(count, 0)).prefix { $0 > 0x20 && $0 < 0x7F }
        return name.isEmpty ? nil : WorkerID(String(decoding: name, as: UTF8.self))
    }
}
