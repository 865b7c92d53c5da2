import Foundation
import Synchronization
import YobanTestKit

/// A unix socket between a store and its server that can be cut at a chosen moment.
final class Wire: Sendable {
    enum Cut: Sendable {
        /// The next message that holds these bytes does not reach the server.
        case beforeServer(String)
        /// The server has answered the next such message, and the answer does not reach the store.
        case afterAnswer(String)
    }

    private struct State {
        var cut: Cut?
        var isDead = false
        var ends: [Int32] = []
    }

    let folder: String
    private let target: String
    private let listener: Int32
    private let state = Mutex(State())

    init(to server: PrivatePostgres) throws {
        // Goes with the server.
        folder = server.folder + "/wire-" + UUID().uuidString.prefix(8)
        target = server.folder + "/.s.PGSQL.5432"
        try FileManager.default.createDirectory(atPath: folder, withIntermediateDirectories: true)
        let door = socket(AF_UNIX, Int32(SOCK_STREAM.rawValue | SOCK_CLOEXEC.rawValue), 0)
        listener = door
        guard Self.withAddress(folder + "/.s.PGSQL.5432", { bind(door, $0, $1) }) == 0, listen(door, 16) == 0 else {
            throw POSIXError(.EADDRINUSE)
        }
        let target = target
        // Ends when the listener is shut down.
        Thread.detachNewThread { [weak self] in
            while case let client = accept(door, nil, nil), client >= 0 {
                guard let self else { break }
                self.join(client, target)
            }
            close(door)
        }
    }

    deinit { shutdown(listener, Int32(SHUT_RDWR)) }

    /// Cuts the connection at the next message that fits.
    func arm(_ cut: Cut) { state.withLock { $0.cut = cut } }

    /// Cuts every connection now. The server is not told: it may be at work.
    func cutAll() {
        state.withLock { state in
            for end in state.ends { shutdown(end, Int32(SHUT_RDWR)) }
        }
    }

    /// Nobody gets through any more, until ``revive()``.
    func die() { state.withLock { $0.isDead = true } }
    func revive() { state.withLock { $0.isDead = false } }
    /// Whether the cut has been made.
    var wasCut: Bool { state.withLock { $0.cut == nil } }

    private func join(_ client: Int32, _ target: String) {
        let server = socket(AF_UNIX, Int32(SOCK_STREAM.rawValue | SOCK_CLOEXEC.rawValue), 0)
        guard !state.withLock({ $0.isDead }), Self.withAddress(target, { connect(server, $0, $1) }) == 0 else {
            close(client)
            close(server)
            return
        }
        state.withLock { $0.ends.append(client) }
        // Ends when either side closes.
        Thread.detachNewThread { [self] in
            carry(client, server)
            state.withLock { $0.ends.removeAll { $0 == client } }
            close(client)
            close(server)
        }
    }

    private func carry(_ client: Int32, _ server: Int32) {
        var buffer = [UInt8](repeating: 0, count: 65_536)
        var entries = [client, server].map { pollfd(fd: $0, events: Int16(POLLIN), revents: 0) }
        while poll(&entries, 2, -1) > 0 {
            if entries[0].revents != 0 {
                let count = recv(client, &buffer, buffer.count, 0)
                guard count > 0 else { return }
                let cut = taken(String(decoding: buffer[..<count], as: UTF8.self))
                if case .beforeServer = cut { return }
                guard send(server, buffer, count, Int32(MSG_NOSIGNAL)) == count else { return }
                if case .afterAnswer = cut {
                    _ = recv(server, &buffer, buffer.count, 0)
                    return
                }
            }
            if entries[1].revents != 0 {
                let count = recv(server, &buffer, buffer.count, 0)
                guard count > 0, send(client, buffer, count, Int32(MSG_NOSIGNAL)) == count else { return }
            }
        }
    }

    /// The cut that this message asks for, once.
    private func taken(_ message: String) -> Cut? {
        state.withLock { state in
            guard let cut = state.cut else { return nil }
            switch cut {
            case .beforeServer(let words), .afterAnswer(let words):
                guard words.isEmpty || message.contains(words) else { return nil }
            }
            state.cut = nil
            return cut
        }
    }

    private static func withAddress(_ path: String, _ body: (UnsafePointer<sockaddr>, socklen_t) -> Int32) -> Int32 {
        var address = sockaddr_un()
        address.sun_family = sa_family_t(AF_UNIX)
        withUnsafeMutableBytes(of: &address.sun_path) { place in place.copyBytes(from: path.utf8.prefix(place.count - 1)) }
        return withUnsafePointer(to: &address) { pointer in
            pointer.withMemoryRebound(to: sockaddr.self, capacity: 1) { body($0, socklen_t(MemoryLayout<sockaddr_un>.size)) }
        }
    }
}
