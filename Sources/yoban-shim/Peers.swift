import CLinux
import Glibc
import YobanRunFormat

/// Those who want to know about the run: the worker that started it, by the link; when it has gone, whoever comes by the socket
/// `control`. Lines of text in both directions.
struct Peers {
    private(set) var descriptors: [Int32]
    private var unread: [Int32: [UInt8]] = [:]
    /// Accepts newcomers; negative while the starter is there, which needs no socket.
    private(set) var listener: Int32 = -1
    private var greeting: String?
    private let link: Int32

    private static let maximumPeers = 8
    private static let longestLine = 128

    init(link: Int32) {
        self.link = link
        descriptors = [link]
    }

    /// Whether the worker that started the run is still there.
    var hasStarter: Bool { descriptors.contains(link) }

    /// Says that the script runs; newcomers are told as well.
    mutating func announce(_ line: String) {
        greeting = line
        broadcast(line)
    }

    func broadcast(_ line: String) { for peer in descriptors { send(line, to: peer) } }

    /// Opens the socket if it should be there and isn't; on a full disk that has to be tried again.
    mutating func listenIfAlone() {
        guard !hasStarter, listener < 0 else { return }
        let socket = Glibc.socket(AF_UNIX, Int32(SOCK_STREAM.rawValue) | O_CLOEXEC | O_NONBLOCK, 0)
        guard socket >= 0 else { return }
        unlink(RunFile.control)
        var address = sockaddr_un()
        address.sun_family = sa_family_t(AF_UNIX)
        // Relative to the run directory, the current one: an absolute path may be longer than an address can be.
        withUnsafeMutableBytes(of: &address.sun_path) { $0.copyBytes(from: RunFile.control.utf8) }
        let size = socklen_t(MemoryLayout<sockaddr_un>.size)
        let isBound = withUnsafePointer(to: &address) {
            $0.withMemoryRebound(to: sockaddr.self, capacity: 1) { bind(socket, $0, size) == 0 }
        }
        guard isBound, listen(socket, 8) == 0 else {
            close(socket)
            return
        }
        listener = socket
    }

    /// The directory was made anew: so must be the socket.
    mutating func forgetListener() {
        if listener >= 0 { close(listener) }
        listener = -1
    }

    mutating func accept() {
        let peer = cl_accept(listener)
        guard peer >= 0 else { return }
        guard descriptors.count < Self.maximumPeers else {
            close(peer)
            return
        }
        descriptors.append(peer)
        if let greeting { send(greeting, to: peer) }
    }

    /// Reads what a peer says. Its end, or nonsense without end, ends the conversation.
    mutating func lines(from peer: Int32) -> [String] {
        var buffer = [UInt8](repeating: 0, count: 256)
        let count = recv(peer, &buffer, buffer.count, Int32(MSG_DONTWAIT))
        if count < 0, errno == EAGAIN || errno == EINTR { return [] }
        var bytes = unread[peer, default: []] + buffer.prefix(max(count, 0))
        var lines: [String] = []
        while let end = bytes.firstIndex(of: UInt8(ascii: "\n")) {
            lines.append(String(decoding: bytes[..<end], as: UTF8.self))
            bytes.removeSubrange(...end)
        }
        unread[peer] = bytes
        if count <= 0 || bytes.count > Self.longestLine { drop(peer) }
        return lines
    }

    mutating func drop(_ peer: Int32) {
        close(peer)
        unread[peer] = nil
        descriptors.removeAll { $0 == peer }
    }

    private func send(_ line: String, to peer: Int32) {
        let bytes = Array("\(line)\n".utf8)
        _ = Glibc.send(peer, bytes, bytes.count, Int32(MSG_NOSIGNAL | MSG_DONTWAIT))
    }
}
