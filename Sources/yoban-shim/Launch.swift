import CLinux
import Glibc
import YobanRunFormat

/// The way from the shim to the script: what the child does between fork and exec.
///
/// The shim has one thread and is static, so that after fork everything is allowed.
struct Launch {
    let spec: RunSpec
    let standardOutput: Int32
    let standardError: Int32

    /// What became of it.
    enum Outcome {
        case started(pid: Int32)
        case failed(StartFailure)
    }

    /// Starts the script, in `cgroup` if that can be, and waits until it is known whether exec went well.
    func callAsFunction(in cgroup: Cgroup?) -> Outcome {
        if spec.argv.first?.isEmpty ?? true { return .failed(StartFailure(.emptyCommand, errno: 0, path: "")) }
        var ends: [Int32] = [-1, -1]
        guard cl_pipe(&ends, O_CLOEXEC) == 0 else { return .failed(StartFailure(.system, errno: errno, path: "pipe")) }
        let shim = getpid()
        let pid = fork(into: cgroup)
        if pid == 0 { becomeScript(shim: shim, report: ends[1]) }
        let failure = errno
        close(ends[1])
        defer { close(ends[0]) }
        guard pid > 0 else { return .failed(StartFailure(.system, errno: failure, path: "fork")) }
        guard let report = receive(from: ends[0]) else { return .started(pid: pid) }
        var status: Int32 = 0
        while waitpid(pid, &status, 0) < 0, errno == EINTR {}
        return .failed(report)
    }

    private func fork(into cgroup: Cgroup?) -> Int32 {
        if let cgroup {
            let directory = cgroup.open()
            if directory >= 0 {
                let pid = cl_fork_into_cgroup(directory)
                if pid == 0 { return 0 }
                close(directory)
                if pid > 0 { return pid }
            }
        }
        return cl_fork()
    }

    /// In the child. Does not return.
    private func becomeScript(shim: Int32, report: Int32) -> Never {
        let failure = prepare(shim: shim) ?? execute()
        let bytes = Array("\(failure.kind.rawValue)\0\(failure.errno)\0\(failure.path)".utf8)
        _ = bytes.withUnsafeBytes { write(report, $0.baseAddress, min($0.count, 4096)) }
        _exit(127)
    }

    private func prepare(shim: Int32) -> StartFailure? {
        setsid()
        for number in Shim.ignoredSignals + [32, 33] { _ = cl_default_signal(number) }
        var none = sigset_t()
        sigemptyset(&none)
        sigprocmask(SIG_SETMASK, &none, nil)
        dup2(standardOutput, STDOUT_FILENO)
        dup2(standardError, STDERR_FILENO)
        _ = cl_close_on_exec_from(3)
        umask(spec.umask)
        for limit in spec.limits where cl_set_soft_limit(limit.resource.number, limit.soft) != 0 {
            return StartFailure(.limit, errno: errno, path: limit.resource.rawValue)
        }
        if let identity = spec.identity {
            guard cl_set_groups(identity.groups.count, identity.groups) == 0, setgid(identity.gid) == 0, setuid(identity.uid) == 0
            else { return StartFailure(.user, errno: errno, path: "\(identity.uid)") }
        }
        guard chdir(spec.workingDirectory) == 0 else {
            let kind: StartFailure.Kind = errno == EACCES ? .workingDirectoryDenied : .workingDirectoryMissing
            return StartFailure(kind, errno: errno, path: spec.workingDirectory)
        }
        // After the switch of user, which would clear it; and if the shim died before, no signal will come any more.
        _ = cl_set_parent_death_signal(SIGKILL)
        if getppid() != shim { _exit(127) }
        return nil
    }

    /// Returns only on failure.
    private func execute() -> StartFailure {
        let arguments = spec.argv.map { strdup($0) } + [nil]
        let environment = spec.environment.map { strdup($0) } + [nil]
        var worst = StartFailure(.noSuchFile, errno: ENOENT, path: spec.argv[0])
        for program in candidates {
            execve(program, arguments, environment)
            let failure = ExecFailure.explain(program, errno: errno)
            // Like a shell: go on looking, but remember what stood in the way.
            guard
                failure.kind == .noSuchFile || failure.kind == .permission || failure.kind == .notExecutable || failure.kind == .isDirectory
            else { return failure }
            if failure.kind != .noSuchFile { worst = failure }
        }
        return worst
    }

    private var candidates: [String] {
        let program = spec.argv[0]
        guard !program.contains("/") else { return [program] }
        let path = spec.environment.first { $0.hasPrefix("PATH=") }?.dropFirst(5) ?? "/usr/local/bin:/usr/bin:/bin"
        return path.split(separator: ":").map { "\($0)/\(program)" }
    }

    /// Waits for the end of the pipe: nothing in it means that exec closed it.
    private func receive(from pipe: Int32) -> StartFailure? {
        var buffer = [UInt8](repeating: 0, count: 4096)
        var count = read(pipe, &buffer, buffer.count)
        while count < 0, errno == EINTR { count = read(pipe, &buffer, buffer.count) }
        guard count > 0 else { return nil }
        let parts = buffer[..<count].split(separator: 0, maxSplits: 2, omittingEmptySubsequences: false)
            .map { String(decoding: $0, as: UTF8.self) }
        guard parts.count == 3 else { return StartFailure(.system, errno: 0, path: "") }
        return StartFailure(StartFailure.Kind(rawValue: parts[0]) ?? .system, errno: Int32(parts[1]) ?? 0, path: parts[2])
    }
}

extension RunLimit.Resource {
    fileprivate var number: Int32 {
        switch self {
        case .cpuSeconds: 0
        case .fileBytes: 1
        case .coreBytes: 4
        case .processes: 6
        case .openFiles: 7
        case .addressSpaceBytes: 9
        }
    }
}
