import Glibc
import YobanRunFormat

/// How far the end of a run is. Times are on the boot clock.
enum Phase: Equatable {
    case running
    /// Asked to end; what is left then is killed.
    case stopping(killAt: Int64)
    /// The main process has ended; the rest of the output is being read.
    case draining(since: Int64)
    /// Processes that outlived the main process were asked to end.
    case clearing(killAt: Int64)
    case killing(giveUpAt: Int64, round: Int)
    case over
}

/// Milliseconds.
private enum Wait {
    /// No output for so long: there will be none, whoever still holds the pipe.
    static let quiet: Int64 = 500
    /// A background process that never stops printing does not hold up the end longer than this.
    static let longestDrain: Int64 = 5_000
    /// A process that is just about to end is not called a survivor.
    static let lastBreath: Int64 = 50
    static let survivors: Int64 = 5_000
    static let kill: Int64 = 10_000
    static let killRound: Int64 = 20
}

extension Supervisor {
    /// Begins to end the run, unless its end has begun already by itself. A second stop can only hasten the first.
    func stop(_ cause: RunResult.Cause, grace: Int64) {
        let killAt = bootTime() + grace
        switch phase {
        case .running:
            result.cause = cause
            phase = .stopping(killAt: killAt)
            askToEnd()
        case .stopping(let earlier):
            phase = .stopping(killAt: min(earlier, killAt))
        case .draining, .clearing, .killing, .over:
            break
        }
    }

    /// Goes from phase to phase as far as the facts allow.
    func proceed(now: Int64) {
        switch phase {
        case .running:
            if isMainGone { drain(now) }
        case .stopping(let killAt):
            if isTreeGone { drain(now) } else if now >= killAt { beginKilling(now) }
        case .draining(let since):
            let isRead = pipes.isEmpty && (isTreeGone || now >= lastActivity + Wait.lastBreath)
            if isRead || now >= lastActivity + Wait.quiet || now >= since + Wait.longestDrain { clear(now) }
        case .clearing(let killAt):
            if isTreeGone { phase = .over } else if now >= killAt { beginKilling(now) }
        case .killing(let giveUpAt, let round):
            if isTreeGone {
                drain(now)
            } else if now >= giveUpAt {
                result.left = named(ProcessTree.descendants(of: getpid()))
                phase = .over
            } else {
                killOnce(round)
                phase = .killing(giveUpAt: giveUpAt, round: round + 1)
            }
        case .over:
            break
        }
    }

    /// When `proceed` has to be called again even if nothing happens.
    var nextDeadline: Int64? {
        switch phase {
        case .running, .over: nil
        case .stopping(let killAt), .clearing(let killAt): killAt
        case .draining(let since):
            min(lastActivity + (pipes.isEmpty ? Wait.lastBreath : Wait.quiet), since + Wait.longestDrain)
        case .killing(let giveUpAt, _): min(giveUpAt, bootTime() + Wait.killRound)
        }
    }

    private func drain(_ now: Int64) {
        phase = .draining(since: now)
        proceed(now: now)
    }

    /// All output is read: now for those who are still there.
    private func clear(_ now: Int64) {
        let survivors = isTreeGone ? [] : ProcessTree.descendants(of: getpid())
        if !survivors.isEmpty { result.survivors = named(survivors) }
        if survivors.isEmpty || spec.leavesBackground {
            phase = .over
        } else {
            phase = .clearing(killAt: now + Wait.survivors)
            askToEnd()
        }
    }

    private func beginKilling(_ now: Int64) {
        if result.survivors.isEmpty { result.survivors = named(ProcessTree.descendants(of: getpid())) }
        phase = .killing(giveUpAt: now + Wait.kill, round: 0)
        proceed(now: now)
    }

    private func askToEnd() {
        result.endedBy = cgroup == nil ? "subreaper" : "cgroup"
        let members = ProcessTree.descendants(of: getpid())
        for member in members { ProcessTree.send(SIGTERM, to: member) }
        // A process that stands still keeps SIGTERM waiting.
        for member in members { ProcessTree.send(SIGCONT, to: member) }
    }

    private func killOnce(_ round: Int) {
        cgroup?.kill()
        if cgroup == nil || round > 0 { ProcessTree.kill(below: getpid()) }
    }

    private func named(_ members: [ProcessTree.Member]) -> [ProcessNote] {
        members.sorted { $0.pid < $1.pid }.prefix(ProcessNote.maximumNamed).map { ProcessTree.note($0.pid) }
    }
}
