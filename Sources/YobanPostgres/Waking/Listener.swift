import CLibPQ
import Glibc
import Synchronization
import YobanCore

/// Waits for the server's notifications on a thread of its own.
final class Listener: Sendable {
    private let address: ServerAddress
    private let patience: Patience
    private let tell: @Sendable (QueueNews) -> Void
    /// A pipe whose writing end is closed at the end, which wakes the one who waits at the other.
    private let bell: (wait: Int32, ring: Int32)
    private let hasEnded = Mutex(false)

    /// A path that fell silent is noticed by asking from time to time.
    private static let probe: Duration = .seconds(5)

    init(_ address: ServerAddress, _ patience: Patience, tell: @escaping @Sendable (QueueNews) -> Void) {
        self.address = address
        self.patience = patience
        self.tell = tell
        var ends: [Int32] = [-1, -1]
        // Without descriptors there is no connection either; then `end` is noticed at the next look.
        _ = pipe(&ends)
        for end in ends { _ = fcntl(end, F_SETFD, FD_CLOEXEC) }
        bell = (ends[0], ends[1])
    }

    deinit { close(bell.wait) }

    func end() {
        let wasRunning = hasEnded.withLock { hasEnded in
            defer { hasEnded = true }
            return !hasEnded
        }
        if wasRunning { close(bell.ring) }
    }

    func run() {
        var pause = ReconnectPause()
        while !hasEnded.withLock({ $0 }) {
            do {
                let session = try Session.connect(address, patience: patience)
                pause = ReconnectPause()
                session.deadline = .now + patience.whole
                try session.execute("LISTEN \(session.channel)")
                tell(.listening)
                try follow(session)
            } catch {
                // The store's own calls report the trouble; here it only means to wait.
                _ = Poll.wait(bell.wait, POLLIN, until: .now + pause.next())
            }
        }
    }

    private func follow(_ session: Session) throws {
        while true {
            tellAll(of: session)
            var entries = [PQsocket(session.handle), bell.wait].map { pollfd(fd: $0, events: Int16(POLLIN), revents: 0) }
            let count = poll(&entries, 2, Int32(Self.probe.inMilliseconds))
            if entries[1].revents != 0 { return }
            if count == 0 {
                session.deadline = .now + patience.connect
                try session.execute("LISTEN \(session.channel)")
            } else if entries[0].revents != 0, PQconsumeInput(session.handle) != 1 {
                throw ConnectionLost(message: Session.oneLine(PQerrorMessage(session.handle)))
            }
        }
    }

    private func tellAll(of session: Session) {
        while let notification = PQnotifies(session.handle) {
            defer { PQfreemem(notification) }
            let words = String(cString: notification.pointee.extra).split(separator: " ", maxSplits: 1, omittingEmptySubsequences: false)
            switch words.first {
            case "ready": tell(.ready(queue: words.count > 1 ? String(words[1]) : ""))
            case "stop": tell(.stopRequested)
            case "workers": tell(.workers)
            default: break
            }
        }
    }
}
