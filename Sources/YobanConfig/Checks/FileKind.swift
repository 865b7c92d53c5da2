internal import Glibc
internal import YobanCore

/// What stands at a path.
enum FileKind {
    case file, folder, other, missing

    static func of(_ path: String) -> FileKind {
        var status = stat()
        guard stat(path, &status) == 0 else { return .missing }
        switch status.st_mode & S_IFMT {
        case S_IFREG: return .file
        case S_IFDIR: return .folder
        default: return .other
        }
    }

    /// By the folder itself, because `/bin` and `/usr/bin` may be one. The files are not compared: the Python of a virtual environment is a
    /// link to the system's and still another.
    static func inSameFolder(_ one: String, _ other: String) -> Bool {
        var first = stat()
        var second = stat()
        guard stat(Path.resolve("..", in: one), &first) == 0, stat(Path.resolve("..", in: other), &second) == 0 else { return false }
        return first.st_dev == second.st_dev && first.st_ino == second.st_ino
    }
}
