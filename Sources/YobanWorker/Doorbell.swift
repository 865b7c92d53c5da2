@preconcurrency import Dispatch
import Glibc

/// A datagram socket by which other processes of this host wake the worker: one byte, `j` for jobs, `s` for a stop.
///
/// Only a hint: what to do is read from the store, so anybody may ring, and a lost ring costs one poll.
package final class Doorbell: Sendable {
    /// What was rung for.
    package enum Ring: UInt8, Sendable {
        case jobs = 0x6A
        case stop = 0x73
    }

    /// The socket's address, as it stands in the worker's record.
    package let path: String
    private let descriptor: Int32
    private let source: any DispatchSourceRead

    /// Listens at `<state>/doorbell`. Nil when there is no room for the path in a socket address (107 bytes) or the socket can't be made:
    /// the worker then lives by its poll.
    package init?(state: String, ringing: @escaping @Sendable (Ring) -> Void) {
        let path = state + "/doorbell"
        guard var address = sockaddr_un(path: path) else { return nil }
        let descriptor = socket(AF_UNIX, Int32(SOCK_DGRAM.rawValue | SOCK_CLOEXEC.rawValue | SOCK_NONBLOCK.rawValue), 0)
        guard descriptor >= 0 else { return nil }
        unlink(path)
        let bound = withUnsafePointer(to: &address) {
            $0.withMemoryRebound(to: sockaddr.self, capacity: 1) { bind(descriptor, $0, socklen_t(MemoryLayout<sockaddr_un>.size)) }
        }
        guard bound == 0 else {
            close(descriptor)
            return nil
        }
        // A ring is harmless, and people who may write to the store need not be the worker's user.
        chmod(path, 0o666)
        self.path = path
        self.descriptor = descriptor
        source = DispatchSource.makeReadSource(fileDescriptor: descriptor, queue: DispatchQueue(label: "yoban.doorbell"))
        source.setEventHandler {
            var byte: UInt8 = 0
            while recv(descriptor, &byte, 1, 0) >= 0 {
                if let ring = Ring(rawValue: byte) { ringing(ring) }
            }
        }
        source.setCancelHandler { close(descriptor) }
        source.resume()
    }

    deinit {
        unlink(path)
        source.cancel()
    }

    /// Rings the bell at `path`, without waiting. Nothing happens when nobody listens.
    package static func ring(_ path: String, for ring: Ring) {
        withConnection(to: path) { descriptor in
            var byte = ring.rawValue
            _ = send(descriptor, &byte, 1, Int32(MSG_DONTWAIT))
        }
    }

    /// Whether a process listens at `path`: the kernel's word, true of no socket that a dead worker left.
    package static func isHeard(_ path: String) -> Bool {
        var isHeard = false
        withConnection(to: path) { _ in isHeard = true }
        return isHeard
    }

    private static func withConnection(to path: String, _ body: (Int32) -> Void) {
        guard var address = sockaddr_un(path: path) else { return }
        let descriptor = socket(AF_UNIX, Int32(SOCK_DGRAM.rawValue | SOCK_CLOEXEC.rawValue | SOCK_NONBLOCK.rawValue), 0)
        guard descriptor >= 0 else { return }
        defer { close(descriptor) }
        let connected = withUnsafePointer(to: &address) {
            $0.withMemoryRebound(to: sockaddr.self, capacity: 1) { connect(descriptor, $0, socklen_t(MemoryLayout<sockaddr_un>.size)) }
        }
        if connected == 0 { body(descriptor) }
    }
}

extension sockaddr_un {
    /// Nil when the path is too long for a socket address.
    fileprivate init?(path: String) {
        self.init()
        sun_family = sa_family_t(AF_UNIX)
        let bytes = Array(path.utf8)
        guard bytes.count < MemoryLayout.size(ofValue: sun_path) else { return nil }
        withUnsafeMutableBytes(of: &sun_path) { $0.copyBytes(from: bytes) }
    }
}
