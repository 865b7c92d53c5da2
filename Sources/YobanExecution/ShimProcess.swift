import CLinux
import Glibc

/// Starts the shim, cut off from everything that is the worker's: descriptors, signals, session, environment.
struct ShimProcess: Sendable {
    let path: String
    let null: Int32
    let errors: Int32

    /// Where the shim is: named by `YOBAN_SHIM`, else beside the running program.
    static func find() throws(RunError) -> String {
        if let named = getenv("YOBAN_SHIM") { return try check(String(cString: named)) }
        var buffer = [CChar](repeating: 0, count: Int(PATH_MAX))
        let count = readlink("/proc/self/exe", &buffer, buffer.count - 1)
        let program = String(decoding: buffer.prefix(max(0, count)).map { UInt8(bitPattern: $0) }, as: UTF8.self)
        return try check(program[..<(program.lastIndex(of: "/") ?? program.startIndex)] + "/yoban-shim")
    }

    private static func check(_ path: some StringProtocol) throws(RunError) -> String {
        guard access(String(path), X_OK) == 0 else { throw .shimMissing(path: String(path)) }
        return String(path)
    }

    /// Starts it in `directory`; `descriptors` become 0, 1, or 3 and up, in the child.
    func start(_ arguments: [String], in directory: String, descriptors: [Int32: Int32]) throws(RunError) -> pid_t {
        var actions = posix_spawn_file_actions_t()
        posix_spawn_file_actions_init(&actions)
        defer { posix_spawn_file_actions_destroy(&actions) }
        posix_spawn_file_actions_adddup2(&actions, null, STDIN_FILENO)
        posix_spawn_file_actions_adddup2(&actions, errors, STDOUT_FILENO)
        posix_spawn_file_actions_adddup2(&actions, errors, STDERR_FILENO)
        for (number, fd) in descriptors { posix_spawn_file_actions_adddup2(&actions, fd, number) }
        _ = cl_spawn_add_directory(&actions, directory)

        var attributes = posix_spawnattr_t()
        posix_spawnattr_init(&attributes)
        defer { posix_spawnattr_destroy(&attributes) }
        var signals = sigset_t()
        sigemptyset(&signals)
        posix_spawnattr_setsigmask(&attributes, &signals)
        sigfillset(&signals)
        posix_spawnattr_setsigdefault(&attributes, &signals)
        posix_spawnattr_setflags(&attributes, Int16(POSIX_SPAWN_SETSIGMASK | POSIX_SPAWN_SETSIGDEF) | cl_spawn_setsid)

        let argv = (["yoban-shim"] + arguments).map { strdup($0) } + [nil]
        defer { for argument in argv { free(argument) } }
        // Without this Swift looks for its backtracer at every start.
        let environment = [strdup("SWIFT_BACKTRACE=enable=no"), nil]
        defer { free(environment[0]) }
        var pid: pid_t = 0
        let failure = posix_spawn(&pid, path, &actions, &attributes, argv, environment)
        guard failure == 0 else { throw failure == ENOENT ? .shimMissing(path: path) : .spawn(errno: failure) }
        return pid
    }
}

/// A descriptor that no `dup2` to a low number can hit.
func raised(_ fd: Int32) -> Int32 {
    guard (0..<8).contains(fd) else { return fd }
    let high = fcntl(fd, F_DUPFD_CLOEXEC, 8)
    close(fd)
    return high
}
