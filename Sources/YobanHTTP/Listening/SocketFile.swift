import Glibc
import YobanCore

/// A socket in the file system that only its owner may connect to, from its first moment.
///
/// It is bound in a folder that nobody else may enter, made private, and moved to its place.
struct SocketFile {
    let path: String
    private var folder: String { path + ".new" }
    /// Where it has to be bound.
    var bound: String { folder + "/s" }

    /// Makes the place where it can be bound. Throws when something is in the way that isn't an abandoned socket.
    func prepare() throws(ListenError) {
        guard !isAnswered else { throw .inUse(path) }
        // What can be opened is no socket (ENXIO).
        let descriptor = open(path, O_RDONLY | O_NONBLOCK | O_NOFOLLOW | O_CLOEXEC)
        if descriptor >= 0 { close(descriptor) }
        guard descriptor < 0, errno == ENXIO || errno == ENOENT else { throw .notASocket(path) }
        unlink(bound)
        rmdir(folder)
        guard mkdir(folder, 0o700) == 0 else { throw .system(path, errno) }
    }

    /// Makes it private and moves it to its place, over an abandoned one.
    func publish() throws(ListenError) {
        guard chmod(bound, 0o600) == 0, rename(bound, path) == 0 else { throw .system(path, errno) }
        rmdir(folder)
    }

    /// Removes it, unless another server took its place.
    func remove() {
        if !isAnswered { unlink(path) }
        unlink(bound)
        rmdir(folder)
    }

    /// Whether somebody listens there.
    private var isAnswered: Bool {
        let descriptor = socket(AF_UNIX, Int32(SOCK_STREAM.rawValue), 0)
        guard descriptor >= 0 else { return false }
        defer { close(descriptor) }
        var address = sockaddr_un()
        address.sun_family = sa_family_t(AF_UNIX)
        let bytes = Array(path.utf8)
        guard bytes.count < MemoryLayout.size(ofValue: address.sun_path) else { return false }
        withUnsafeMutableBytes(of: &address.sun_path) { $0.copyBytes(from: bytes) }
        return withUnsafePointer(to: &address) { pointer in
            pointer.withMemoryRebound(to: sockaddr.self, capacity: 1) {
                connect(descriptor, $0, socklen_t(MemoryLayout<sockaddr_un>.size)) == 0
            }
        }
    }
}
