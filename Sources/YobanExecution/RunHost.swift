import CLinux
import Glibc
import YobanRunFormat

/// Where a worker's runs live: starts them, hears of their end, finds them again after a restart.
///
/// One for each state directory on a machine. Runs go on when this goes away, however it goes. All work is done on a thread of its own.
package actor RunHost {
    nonisolated let thread: RunThread
    package nonisolated var unownedExecutor: UnownedSerialExecutor { thread.asUnownedSerialExecutor() }

    nonisolated let folder: StateFolder
    /// Another one after every start of the machine.
    package nonisolated let bootID: String
    let shim: ShimProcess
    let cgroupParent: String?
    var links: [Int32: Link] = [:]
    var helpers: [Int32: Helper] = [:]
    private var dying: [pid_t] = []
    /// Runs that are over and whose scratch folder may serve the next one: ext4 becomes slow when folders are made and removed by the
    /// hundred, since it looks at every place that became free in the last minutes before it takes one.
    var spareScratch: [String] = []
    static let maximumSpares = 16
    private(set) var isClosed = false

    /// Takes the state directory for this process, and makes it where it is missing.
    ///
    /// - Parameters:
    ///   - shim: The program that watches over runs.
    ///   - cgroupParent: A cgroup v2 directory in which each run gets its own; nil: processes are found by their descent.
    package init(stateDirectory: String, shim: String, cgroupParent: String?) throws(RunError) {
        bootID = BootID.current
        folder = try StateFolder(stateDirectory, bootID: bootID)
        self.cgroupParent = cgroupParent
        let log = "\(stateDirectory)/shim.err"
        let errors = open(log, O_WRONLY | O_CREAT | O_APPEND | O_CLOEXEC, 0o600)
        guard errors >= 0 else {
            let failure = errno
            Glibc.close(folder.lock)
            throw .folder(path: log, errno: failure)
        }
        thread = RunThread()
        self.shim = ShimProcess(path: shim, null: raised(open("/dev/null", O_RDWR | O_CLOEXEC)), errors: raised(errors))
        thread.onReady { [weak self] fd in self?.assumeIsolated { $0.ready(fd) } }
    }

    deinit {
        for fd in links.keys { thread.closeWatched(fd) }
        for fd in [shim.null, shim.errors, folder.lock] { Glibc.close(fd) }
        thread.close()
    }

    /// Where the shim of this installation is.
    package static func installedShim() throws(RunError) -> String { try ShimProcess.find() }

    /// A folder of the run's own, for its user alone; removed when the run is acknowledged. There from `start` on.
    package nonisolated func scratchDirectory(for id: String) -> String { folder.scratch(id) }

    /// The run directory, whether or not it is there.
    package nonisolated func runDirectory(for id: String) -> String { folder.run(id) }

    /// Starts a run. When this returns, the shim is there, the script perhaps not yet; a script that can't be started is a result.
    package func start(_ request: RunRequest) throws(RunError) -> Run {
        guard !isClosed else { throw .closed }
        let directory = folder.run(request.id)
        let spec = try request.spec(directory: directory, bootID: bootID, cgroupParent: cgroupParent)
        guard mkdir(directory, 0o700) == 0 else {
            throw errno == EEXIST ? .exists(id: request.id) : .folder(path: directory, errno: errno)
        }
        do throws(RunError) {
            try folder.makeScratch(request.id, for: spec.identity, from: spareScratch.popLast())
            let failure = RunFile.write(spec.fields.bytes, to: "\(directory)/\(RunFile.spec)")
            guard failure == 0 else { throw .folder(path: directory, errno: failure) }
            if let lease = request.lease {
                let failure = LeaseFile.make(lease.deadline.wholeMilliseconds, in: directory)
                guard failure == 0 else { throw RunError.folder(path: directory, errno: failure) }
            }
            if let input = request.input {
                let failure = RunFile.write(input, to: "\(directory)/\(RunFile.input)")
                guard failure == 0 else { throw RunError.folder(path: directory, errno: failure) }
            }
            let run = Run(id: request.id, directory: directory, host: self)
            let link = try spawn(run, hasInput: request.input != nil)
            links[link.fd] = link
            thread.watch(link.fd)
            return run
        } catch {
            TreeRemoval.remove(directory)
            TreeRemoval.remove(folder.scratch(request.id))
            throw error
        }
    }

    /// Makes the state directory anew if somebody removed it. Running scripts are not disturbed by that, and their shims do the same.
    package func restoreIfRemoved() throws(RunError) {
        guard !isClosed else { return }
        try folder.restoreIfRemoved(bootID: bootID)
    }

    /// Lets go of everything: the runs go on, those who wait are told as if cancelled. For the end of the worker.
    package func close() {
        isClosed = true
        for link in links.values {
            thread.closeWatched(link.fd)
            link.run.abandon()
        }
        links = [:]
        flock(folder.lock, LOCK_UN)
    }

    func stop(_ run: Run, grace: Duration) {
        for key in links.keys where links[key]?.run === run { links[key]?.send("stop \(max(0, grace.wholeMilliseconds))") }
    }

    /// The shim gets the state file with the lock on it, and keeps the lock until it dies: there is no moment without.
    private func spawn(_ run: Run, hasInput: Bool) throws(RunError) -> Link {
        let file = raised(open("\(run.directory)/\(RunFile.state)", O_RDWR | O_CREAT | O_EXCL | O_CLOEXEC, 0o600))
        guard file >= 0 else { throw .folder(path: run.directory, errno: errno) }
        defer { Glibc.close(file) }
        guard flock(file, LOCK_EX | LOCK_NB) == 0 else { throw .folder(path: run.directory, errno: errno) }
        var ends: [Int32] = [-1, -1]
        guard socketpair(AF_UNIX, Int32(SOCK_STREAM.rawValue) | O_CLOEXEC, 0, &ends) == 0 else { throw .spawn(errno: errno) }
        let theirs = raised(ends[1])
        defer { Glibc.close(theirs) }
        do throws(RunError) {
            let input = hasInput ? raised(open("\(run.directory)/\(RunFile.input)", O_RDONLY | O_CLOEXEC)) : shim.null
            guard input >= 0 else { throw .folder(path: run.directory, errno: errno) }
            defer { if hasInput { Glibc.close(input) } }
            // The script inherits the shim's standard input.
            let pid = try shim.start(["run", run.id], in: run.directory, descriptors: [0: input, 3: file, 4: theirs])
            return Link(fd: ends[0], run: run, shimPID: pid)
        } catch {
            Glibc.close(ends[0])
            throw error
        }
    }

    private func ready(_ fd: Int32) {
        if helpers[fd] != nil { return readHelper(fd) }
        guard let lines = links[fd]?.read() else { return }
        for line in lines.texts { hear(line, from: fd) }
        if lines.isEnd { linkEnded(fd) }
    }

    private func hear(_ line: String, from fd: Int32) {
        guard let run = links[fd]?.run else { return }
        let words = line.split(separator: " ")
        if words.count == 3, words[0] == "started", let pid = Int32(words[1]), let at = Int64(words[2]) {
            run.start.set(RunStart(pid: pid, at: at))
        } else if line == "ended", let result = result(in: run.directory) {
            run.finish(.ended(result))
        }
    }

    private func linkEnded(_ fd: Int32) {
        guard let link = links.removeValue(forKey: fd) else { return }
        thread.closeWatched(fd)
        if link.shimPID > 0 { reap(link.shimPID) }
        guard !link.run.end.hasValue else { return }
        // Not bound to whoever waits for the run: what a dead shim left has to be ended in any case.
        Task { await conclude(link.run) }
    }

    /// Takes leave of a shim that is just ending; it may take a moment, for which nothing else has to wait.
    func reap(_ pid: pid_t) {
        var status: Int32 = 0
        guard waitpid(pid, &status, WNOHANG) == 0 else { return }
        dying.append(pid)
        // One at a time, as long as there is something to wait for.
        if dying.count == 1 { Task { await reapDying() } }
    }

    private func reapDying() async {
        while !dying.isEmpty {
            try? await Task.sleep(for: .milliseconds(5))
            dying.removeAll { pid in
                var status: Int32 = 0
                return waitpid(pid, &status, WNOHANG) != 0
            }
        }
    }

    func result(in directory: String) -> RunResult? {
        guard let fields = try? RunFile.fields("\(directory)/\(RunFile.result)") else { return nil }
        return try? RunResult(fields)
    }
}

enum BootID {
    /// Another one after every start of the machine.
    static var current: String {
        guard let bytes = try? RunFile.read("/proc/sys/kernel/random/boot_id") else { return "" }
        return String(decoding: bytes.prefix { $0 != UInt8(ascii: "\n") }, as: UTF8.self)
    }
}
