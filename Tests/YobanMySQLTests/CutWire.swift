import Foundation
import Synchronization
import YobanTestKit

/// A wire between a store and its server that can be cut just before or just after a change is committed by the server.
final class CutWire: Sendable {
    enum Cut: Sendable, CaseIterable {
        /// The server never sees it, and rolls back.
        case before
        /// The server commits; its answer is lost.
        case after
    }

    let path: String
    private let server: String
    private let listener: Int32
    /// How the next COMMITs are cut, and how many of them.
    private let next = Mutex<(cut: Cut, times: Int)?>(nil)

    init(to server: PrivateMariaDB) throws {
        self.server = server.socket
        path = server.folder + "/w" + UUID().uuidString.prefix(8)
        listener = socket(AF_UNIX, Int32(SOCK_STREAM.rawValue) | Int32(SOCK_CLOEXEC.rawValue), 0)
        guard Self.withAddress(path, { bind(listener, $0, $1) }) == 0, listen(listener, 20) == 0 else {
            throw AdminError(message: "no socket")
        }
        Thread.detachNewThread { [weak self, listener] in
            while true {
                let client = accept(listener, nil, nil)
                guard client >= 0, let self else { break }
                Thread.detachNewThread { self.carry(client) }
            }
            close(listener)
        }
    }

    /// Wakes the thread that accepts.
    deinit { shutdown(listener, Int32(SHUT_RDWR)) }

    /// Cuts the wire at the next COMMIT, or at so many of them; 0: no more.
    func cut(_ cut: Cut, times: Int = 1) { next.withLock { $0 = times > 0 ? (cut, times) : nil } }

    var hasCut: Bool { next.withLock { $0 == nil } }

    private func carry(_ client: Int32) {
        let upstream = socket(AF_UNIX, Int32(SOCK_STREAM.rawValue) | Int32(SOCK_CLOEXEC.rawValue), 0)
        defer {
            close(client)
            close(upstream)
        }
        guard Self.withAddress(server, { connect(upstream, $0, $1) }) == 0 else { return }
        var sides = [pollfd(fd: client, events: Int16(POLLIN), revents: 0), pollfd(fd: upstream, events: Int16(POLLIN), revents: 0)]
        var buffer = [UInt8](repeating: 0, count: 65_536)
        while poll(&sides, 2, -1) >= 0 {
            for (from, to) in [(0, 1), (1, 0)] where sides[from].revents != 0 {
                let count = read(sides[from].fd, &buffer, buffer.count)
                guard count > 0 else { return }
                let cut = from == 0 ? cut(before: buffer[..<count]) : nil
                if cut == .before { return }
                guard write(sides[to].fd, buffer, count) == count else { return }
                if cut == .after {
                    _ = read(upstream, &buffer, buffer.count)
                    return
                }
            }
        }
    }

    /// A packet has a header of four bytes, the command, and what belongs to it.
    private func cut(before packet: ArraySlice<UInt8>) -> Cut? {
        next.withLock { next in
            guard let (cut, times) = next, packet.dropFirst(5).elementsEqual("COMMIT".utf8) else { return nil }
            next = times > 1 ? (cut, times - 1) : nil
            return cut
        }
    }

    private static func withAddress(_ path: String, _ body: (UnsafePointer<sockaddr>, socklen_t) -> Int32) -> Int32 {
        var address = sockaddr_un()
        address.sun_family = sa_family_t(AF_UNIX)
        withUnsafeMutableBytes(of: &address.sun_path) { $0.copyBytes(from: path.utf8.prefix(107)) }
        return withUnsafePointer(to: &address) {
            $0.withMemoryRebound(to: sockaddr.self, capacity: 1) { body($0, socklen_t(MemoryLayout<sockaddr_un>.size)) }
        }
    }
}
