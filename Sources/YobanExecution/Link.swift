import CLinux
import Glibc

/// The conversation with one shim: lines of text in both directions. Its end means that the shim is gone.
struct Link {
    let fd: Int32
    let run: Run
    /// 0 when the shim is not our child.
    let shimPID: pid_t
    private var unread: [UInt8] = []

    init(fd: Int32, run: Run, shimPID: pid_t) {
        self.fd = fd
        self.run = run
        self.shimPID = shimPID
    }

    /// Reads what there is.
    mutating func read() -> (texts: [String], isEnd: Bool) {
        var buffer = [UInt8](repeating: 0, count: 256)
        let count = recv(fd, &buffer, buffer.count, Int32(MSG_DONTWAIT))
        if count < 0, errno == EAGAIN || errno == EINTR { return ([], false) }
        unread += buffer.prefix(max(0, count))
        var lines: [String] = []
        while let end = unread.firstIndex(of: UInt8(ascii: "\n")) {
            lines.append(String(decoding: unread[..<end], as: UTF8.self))
            unread.removeSubrange(...end)
        }
        return (lines, count <= 0)
    }

    func send(_ line: String) {
        let bytes = Array("\(line)\n".utf8)
        _ = Glibc.send(fd, bytes, bytes.count, Int32(MSG_NOSIGNAL | MSG_DONTWAIT))
    }

    /// Connects to a shim that lost its starter; negative when it doesn't listen. Through the directory's descriptor, since a path
    /// can be longer than an address.
    static func connect(in directory: String) -> Int32 {
        let folder = cl_open_path(directory)
        guard folder >= 0 else { return -1 }
        defer { close(folder) }
        var address = sockaddr_un()
        address.sun_family = sa_family_t(AF_UNIX)
        withUnsafeMutableBytes(of: &address.sun_path) { $0.copyBytes(from: "/proc/self/fd/\(folder)/control".utf8) }
        let fd = socket(AF_UNIX, Int32(SOCK_STREAM.rawValue) | O_CLOEXEC, 0)
        guard fd >= 0 else { return -1 }
        let size = socklen_t(MemoryLayout<sockaddr_un>.size)
        let isConnected = withUnsafePointer(to: &address) {
            $0.withMemoryRebound(to: sockaddr.self, capacity: 1) { Glibc.connect(fd, $0, size) == 0 }
        }
        if isConnected { return fd }
        close(fd)
        return -1
    }
}
