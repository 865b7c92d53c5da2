import YobanRunFormat

/// What all processes of a run use at one moment, the shim left out.
package struct RunUsage: Sendable, Equatable {
    /// Since the run began, of processes that are gone too. What ended without having been waited for is missing, and what is just going
    /// may be: it can be less than a moment ago.
    package var cpuMilliseconds: Int64 = 0
    /// Resident; what processes share is counted for each.
    package var memoryBytes: Int64 = 0
    package var processes = 0
    /// Open descriptors. Those of another user's processes are missing where this one may not look at them.
    package var descriptors = 0
}

/// Looks at the processes of one run, whoever started it.
package struct RunUsageReader: Sendable {
    private let directory: String
    private var shim: (pid: Int32, start: UInt64)?
    /// Epoch milliseconds of the script's start; nil as long as the shim has not told.
    package private(set) var startedAt: Int64?

    /// What one look reads at most: of a run that has more, the first that are found from the shim downwards.
    private static let mostProcesses = 512
    private static let mostThreads = 4096

    /// - Parameter directory: The run directory.
    package init(directory: String) { self.directory = directory }

    /// Reads some files of /proc for each process. Nil when the run has not begun or its shim is gone. A kernel that does not tell
    /// the children of a process shows none.
    package mutating func usage() -> RunUsage? {
        guard let shim = shim ?? findShim(), let figures = ProcessFigures(of: shim.pid), figures.start == shim.start else { return nil }
        self.shim = shim
        var usage = RunUsage()
        // Whoever was an orphan has been waited for by the shim. What it uses itself is not the run's.
        var ticks = figures.childrenTime
        var threads = Self.mostThreads
        var found = ProcessFigures.children(of: shim.pid, threads: &threads)
        var seen: Set<Int32> = [shim.pid]
        var next = 0
        while next < found.count, seen.count <= Self.mostProcesses {
            let pid = found[next]
            next += 1
            // Parents before children: one that ends in between is missing rather than counted twice.
            guard seen.insert(pid).inserted, let figures = ProcessFigures(of: pid) else { continue }
            ticks &+= figures.ownTime &+ figures.childrenTime
            guard !figures.isZombie else { continue }
            usage.processes += 1
            usage.memoryBytes += ProcessFigures.residentMemory(of: pid)
            usage.descriptors += ProcessFigures.openDescriptors(of: pid)
            found += ProcessFigures.children(of: pid, threads: &threads)
        }
        usage.cpuMilliseconds = ProcessFigures.milliseconds(ofTicks: ticks)
        return usage
    }

    /// The shim tells its number in the run directory as long as it lives.
    private mutating func findShim() -> (pid: Int32, start: UInt64)? {
        guard let state = try? RunState(RunFile.fields("\(directory)/\(RunFile.state)")), state.phase == .running,
            let figures = ProcessFigures(of: state.shimPID)
        else { return nil }
        startedAt = state.startedAt
        return (state.shimPID, figures.start)
    }
}
