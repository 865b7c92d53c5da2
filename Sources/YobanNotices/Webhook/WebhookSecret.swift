import Glibc
import YobanCore

extension Webhook.Secret {
    private static let longest = 4096

    /// Read anew each time, so that it can be changed. Blocks on the file system.
    func bytes() throws(SendFailure) -> [UInt8] {
        let text: [UInt8]
        switch self {
        case .file(let path): text = try Self.firstLine(of: path)
        case .environment(let name):
            guard let value = getenv(name) else { throw SendFailure("the variable \(name) of secret_env is not set") }
            text = Array(String(cString: value).utf8)
        }
        guard !text.isEmpty else { throw SendFailure("the secret is empty") }
        return text
    }

    private static func firstLine(of path: String) throws(SendFailure) -> [UInt8] {
        let file = open(path, O_RDONLY | O_CLOEXEC | O_NONBLOCK)
        guard file >= 0 else { throw SendFailure("secret_file can't be read: \(String(cString: strerror(errno)))") }
        defer { close(file) }
        var bytes = [UInt8](repeating: 0, count: longest)
        let count = read(file, &bytes, bytes.count)
        guard count >= 0 else { throw SendFailure("secret_file can't be read: \(String(cString: strerror(errno)))") }
        let line = bytes.prefix(count).prefix { $0 != 0x0A }
        return Array(line.last == 0x0D ? line.dropLast() : line)
    }
}
