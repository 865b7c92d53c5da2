import CLinux
import Glibc
import YobanRunFormat

/// One run from its start to its end. One thread around `poll`; every deadline is on a clock that nobody can set.
final class Supervisor {
    let folder: RunFolder
    var spec: RunSpec { folder.spec }
    var phase = Phase.running
    var result = RunResult(cause: .exit)
    var cgroup: Cgroup?
    /// Whether the main process has ended.
    var isMainGone = false
    /// Whether nothing at all is left below the shim. Exact, since it is a subreaper: the kernel would have made orphans its children.
    var isTreeGone = false
    /// When output came last, or the main process ended.
    var lastActivity: Int64 = 0
    var pipes: [OutputPipe] = []

    private var peers: Peers
    private var log: OutputLog
    private var mainPID: Int32 = 0
    private var startedAt: Int64 = 0
    private let childSignals: Int32
    private var timeoutTimer: Int32 = -1
    private var leaseTimer: Int32 = -1
    private let buffer = UnsafeMutableRawBufferPointer.allocate(byteCount: 64 << 10, alignment: 16)

    init(folder: RunFolder, link: Int32) {
        self.folder = folder
        peers = Peers(link: link)
        log = OutputLog(headLimit: folder.spec.headBytes, tailLimit: folder.spec.tailBytes)
        childSignals = cl_child_signals()
    }

    /// Starts the script; when that fails, the run is over.
    func start() {
        folder.note(RunState(phase: .launching, shimPID: getpid()))
        cgroup = Cgroup(making: spec.cgroup)
        result.startedAt = epochTime()
        startedAt = bootTime()
        if let deadline = folder.leaseDeadline, deadline <= startedAt { return tooLate() }
        guard let out = OutputPipe(.standardOutput, owner: spec.identity), let err = OutputPipe(.standardError, owner: spec.identity) else {
            return couldNotStart(StartFailure(.system, errno: errno, path: "pipe"))
        }
        let outcome = Launch(spec: spec, standardOutput: out.writeEnd, standardError: err.writeEnd)(in: cgroup)
        close(out.writeEnd)
        close(err.writeEnd)
        pipes = [out, err]
        switch outcome {
        case .failed(let failure): couldNotStart(failure)
        case .started(let pid):
            mainPID = pid
            armTimeout()
            armLease()
            folder.note(RunState(phase: .running, shimPID: getpid(), mainPID: pid, startedAt: result.startedAt))
            peers.announce("started \(pid) \(result.startedAt)")
        }
    }

    /// Returns when nothing is left to do but to write the result.
    func watch() {
        var polled: [pollfd] = []
        while phase != .over {
            peers.listenIfAlone()
            polled.removeAll(keepingCapacity: true)
            for pipe in pipes { polled.append(pollfd(fd: pipe.readEnd, events: Int16(POLLIN), revents: 0)) }
            for fd in [childSignals, timeoutTimer, leaseTimer, peers.listener] + peers.descriptors where fd >= 0 {
                polled.append(pollfd(fd: fd, events: Int16(POLLIN), revents: 0))
            }
            if poll(&polled, nfds_t(polled.count), pollTimeout()) > 0 {
                for ready in polled where ready.revents != 0 { handle(ready.fd) }
            }
            proceed(now: bootTime())
        }
    }

    /// Writes the result, then tells whoever listens.
    func conclude() {
        log.close()
        cgroup?.remove()
        result.outputBytes = log.total
        result.droppedBytes = log.dropped
        _ = folder.restoreIfRemoved()
        folder.finish(result, durably: !peers.hasStarter)
        if peers.listener >= 0 { unlink(RunFile.control) }
        peers.broadcast("ended")
    }

    private func couldNotStart(_ failure: StartFailure) {
        result.cause = .couldNotStart
        result.failure = failure
        result.endedAt = epochTime()
        phase = .over
    }

    private func armTimeout() {
        guard spec.timeout > 0 else { return }
        timeoutTimer = cl_timer_at(startedAt + spec.timeout)
    }

    /// Another host may run the same already.
    private func tooLate() {
        result.cause = .leaseLost
        result.endedAt = epochTime()
        phase = .over
    }

    /// Wakes when the lease is over as far as is known.
    private func armLease() {
        if leaseTimer >= 0 { close(leaseTimer) }
        leaseTimer = folder.leaseDeadline.map(cl_timer_at) ?? -1
    }

    /// Ends the run if the lease was not renewed until now. Its end counts from the deadline, also when this machine slept through it.
    private func lookAtLease() {
        guard let grace = spec.leaseGrace, let deadline = folder.readLease() else { return }
        let now = bootTime()
        guard now >= deadline else { return armLease() }
        if leaseTimer >= 0 { close(leaseTimer) }
        leaseTimer = -1
        stop(.leaseLost, grace: max(0, deadline + grace - now))
    }

    /// The timers for time-out and lease wake by themselves; the short deadlines are kept by poll.
    private func pollTimeout() -> Int32 {
        var due = nextDeadline
        if !peers.hasStarter, peers.listener < 0 { due = min(due ?? .max, bootTime() + 1000) }
        guard let due else { return -1 }
        return Int32(clamping: max(0, due - bootTime()))
    }

    private func handle(_ fd: Int32) {
        if fd == childSignals {
            cl_clear_child_signals(fd)
            reap()
        } else if fd == timeoutTimer {
            close(timeoutTimer)
            timeoutTimer = -1
            stop(.timeout, grace: spec.grace)
        } else if fd == leaseTimer {
            lookAtLease()
        } else if fd == peers.listener {
            peers.accept()
        } else if let place = pipes.firstIndex(where: { $0.readEnd == fd }) {
            readOutput(place)
        } else {
            for line in peers.lines(from: fd) {
                let words = line.split(separator: " ")
                if words.count == 2, words[0] == "stop", let grace = Int64(words[1]) { stop(.stopped, grace: max(0, grace)) }
                if line == "lease" { lookAtLease() }
            }
        }
    }

    private func readOutput(_ place: Int) {
        guard let bytes = pipes[place].read(into: buffer) else {
            close(pipes[place].readEnd)
            pipes.remove(at: place)
            return
        }
        if isMainGone { lastActivity = bootTime() }
        log.append(bytes, from: pipes[place].stream) {
            let isRemoved = folder.restoreIfRemoved()
            if isRemoved { peers.forgetListener() }
            return isRemoved
        }
    }

    /// Takes leave of all children that have ended: the main process and orphans.
    private func reap() {
        var status: Int32 = 0
        var usage = cl_usage()
        while true {
            let pid = cl_wait(&status, &usage)
            if pid < 0, errno == EINTR { continue }
            if pid <= 0 {
                isTreeGone = pid < 0
                return
            }
            result.userTime += usage.user_us / 1000
            result.systemTime += usage.system_us / 1000
            result.peakMemory = max(result.peakMemory, usage.peak_bytes)
            if pid == mainPID { noteEnd(status) }
        }
    }

    private func noteEnd(_ status: Int32) {
        isMainGone = true
        lastActivity = bootTime()
        result.endedAt = epochTime()
        result.duration = lastActivity - startedAt
        let signal = status & 0x7F
        if signal == 0 { result.exitCode = status >> 8 & 0xFF } else { result.signal = signal }
        if case .running = phase { result.cause = signal == 0 ? .exit : .signal }
    }
}
