import Glibc

/// A password on its way from where it is kept to the server. Can't be printed.
struct Password: CustomStringConvertible, CustomDebugStringConvertible, CustomReflectable {
    let text: String

    var description: String { "(password)" }
    var debugDescription: String { description }
    var customMirror: Mirror { Mirror(self, children: []) }

    /// Nil when the variable is not set. Read at each connect, so that a password can be changed while we run.
    static func read(_ source: MySQLAddress.PasswordSource) throws -> Password? {
        switch source {
        case .environment(let name): getenv(name).map { Password(text: String(cString: $0)) }
        case .file(let path): Password(text: try firstLine(path))
        }
    }

    private static func firstLine(_ path: String) throws -> String {
        // Without waiting for the other end of a pipe.
        let descriptor = Glibc.open(path, O_RDONLY | O_CLOEXEC | O_NONBLOCK)
        guard descriptor >= 0 else { throw PasswordFileFailure(path: path, errno: errno) }
        defer { Glibc.close(descriptor) }
        var buffer = [UInt8](repeating: 0, count: 4096)
        let count = Glibc.read(descriptor, &buffer, buffer.count)
        guard count >= 0 else { throw PasswordFileFailure(path: path, errno: errno) }
        let line = buffer[..<count].prefix { $0 != 0x0A && $0 != 0x0D && $0 != 0 }
        return String(decoding: line, as: UTF8.self)
    }
}

/// The file with the password could not be read.
struct PasswordFileFailure: Error {
    let path: String
    let errno: Int32
}
