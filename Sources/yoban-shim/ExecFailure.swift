import Glibc
import YobanRunFormat

/// Finds out what the kernel meant: the same error number has several causes that people mend in different ways.
enum ExecFailure {
    /// Called as the run's user, in the run's working directory.
    static func explain(_ program: String, errno code: Int32) -> StartFailure {
        var status = stat()
        guard stat(program, &status) == 0 else {
            let kind: StartFailure.Kind =
                switch errno {
                case ENOENT, ENOTDIR: .noSuchFile
                case EACCES: .permission
                default: .system
                }
            return StartFailure(kind, errno: errno, path: program)
        }
        switch code {
        case ENOENT: return StartFailure(.interpreterMissing, errno: code, path: interpreter(of: program))
        case ENOEXEC: return StartFailure(.execFormat, errno: code, path: program)
        case EACCES where status.st_mode & S_IFMT == S_IFDIR: return StartFailure(.isDirectory, errno: code, path: program)
        case EACCES where status.st_mode & 0o111 == 0: return StartFailure(.notExecutable, errno: code, path: program)
        case EACCES:
            let named = interpreter(of: program)
            return StartFailure(.permission, errno: code, path: named.isEmpty || access(program, X_OK) != 0 ? program : named)
        default: return StartFailure(.system, errno: code, path: program)
        }
    }

    /// The program that the first line names, as it is written there (a carriage return at its end included); the program itself
    /// when it is a binary whose loader is missing.
    private static func interpreter(of program: String) -> String {
        let file = open(program, O_RDONLY | O_CLOEXEC)
        guard file >= 0 else { return "" }
        defer { close(file) }
        var buffer = [UInt8](repeating: 0, count: 256)
        let count = read(file, &buffer, buffer.count)
        guard count > 2, buffer[0] == UInt8(ascii: "#"), buffer[1] == UInt8(ascii: "!") else { return program }
        let line = buffer[2..<count].prefix { $0 != UInt8(ascii: "\n") }.drop { $0 == UInt8(ascii: " ") || $0 == UInt8(ascii: "\t") }
        return String(decoding: line.prefix { $0 != UInt8(ascii: " ") && $0 != UInt8(ascii: "\t") }, as: UTF8.self)
    }
}
