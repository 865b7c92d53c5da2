import CLinux
import Glibc
package import YobanRunFormat

/// A run of an earlier worker, of which the store has not been told yet.
package struct FoundRun: Sendable {
    package var id: String
    package var state: State

    package enum State: Sendable {
        /// It goes on, and is heard of again.
        case running(Run)
        case ended(RunResult)
        /// The shim died without a result; what was left has been ended.
        case lostShim(Leftovers)
        /// Certainly not started: the worker went away before.
        case neverStarted
        /// The machine was started anew while it ran.
        case otherBoot
    }
}

extension RunHost {
    /// All runs here that were not acknowledged and are not known yet, by name. To be called once, before the first start.
    package func found() async -> [FoundRun] {
        let known = Set(links.values.map(\.run.id))
        var found: [FoundRun] = []
        for id in folder.runs where !known.contains(id) {
            let directory = folder.run(id)
            if access("\(directory)/\(RunFile.reported)", F_OK) == 0 { continue }
            found.append(FoundRun(id: id, state: await look(at: id, in: directory)))
        }
        return found
    }

    private func look(at id: String, in directory: String) async -> FoundRun.State {
        if let result = result(in: directory) { return .ended(result) }
        let spec = try? RunSpec(RunFile.fields("\(directory)/\(RunFile.spec)"))
        switch StateFile.condition(in: directory) {
        case .held:
            let run = Run(id: id, directory: directory, host: self)
            if await connect(run, attempts: 50) { return .running(run) }
            // Its end is at hand, or its disk is full: go on trying, but let the others be looked at.
            Task { await conclude(run) }
            return .running(run)
        case .free(let isEmpty):
            // The result may have come in the meantime.
            if let result = result(in: directory) { return .ended(result) }
            if (spec?.bootID ?? folder.previousBoot) != bootID { return .otherBoot }
            return isEmpty ? .neverStarted : .lostShim(await endLeftovers(in: directory))
        }
    }

    /// Takes up the conversation with a shim that lost its starter. It may need a moment to notice.
    private func connect(_ run: Run, attempts: Int) async -> Bool {
        for _ in 0..<attempts {
            let fd = Link.connect(in: run.directory)
            if fd >= 0 {
                let link = Link(fd: fd, run: run, shimPID: 0)
                links[fd] = link
                thread.watch(fd)
                return true
            }
            guard case .held = StateFile.condition(in: run.directory) else { return false }
            try? await Task.sleep(for: .milliseconds(10))
        }
        return false
    }

    /// Finds out what became of a run whose shim no longer talks to us.
    func conclude(_ run: Run) async {
        while !isClosed, case .held = StateFile.condition(in: run.directory) {
            if await connect(run, attempts: 10) { return }
            try? await Task.sleep(for: .milliseconds(500))
        }
        if isClosed { return run.abandon() }
        if let result = result(in: run.directory) { return run.finish(.ended(result)) }
        run.finish(.lostShim(await endLeftovers(in: run.directory)))
    }

    /// A variable that a run was given; nil when there is none, or no such run.
    package func variable(_ name: String, of id: String) -> String? {
        guard RunID.isValid(id), let spec = try? RunSpec(RunFile.fields("\(folder.run(id))/\(RunFile.spec)")) else { return nil }
        return spec.environment.first { $0.hasPrefix(name + "=") }.map { String($0.dropFirst(name.count + 1)) }
    }

    /// The store knows the result: the scratch folder is emptied, the log stays.
    package func acknowledge(_ id: String) {
        guard RunID.isValid(id) else { return }
        let directory = folder.run(id)
        let mark = "\(directory)/\(RunFile.reported)"
        // A second name costs less than a second file; a run that was lost has no result.
        if link("\(directory)/\(RunFile.result)", mark) != 0 { _ = RunFile.write([], to: mark) }
        // What is kept and not used again goes with the run directory.
        if spareScratch.count < Self.maximumSpares, folder.isEmpty(folder.scratch(id)) {
            spareScratch.append(id)
        } else {
            TreeRemoval.remove(folder.scratch(id))
        }
    }

    /// Removes the runs that were acknowledged before an epoch time in milliseconds, until the task is cancelled. Returns how many.
    package func prune(reportedBefore time: Int64) async -> Int {
        var count = 0
        for id in folder.runs {
            guard !Task.isCancelled else { break }
            var status = stat()
            guard stat("\(folder.run(id))/\(RunFile.reported)", &status) == 0 else { continue }
            let reported = Int64(status.st_ctim.tv_sec) * 1000 + Int64(status.st_ctim.tv_nsec) / 1_000_000
            guard reported < time else { continue }
            if let spec = try? RunSpec(RunFile.fields("\(folder.run(id))/\(RunFile.spec)")), !spec.cgroup.isEmpty { rmdir(spec.cgroup) }
            TreeRemoval.remove(folder.scratch(id))
            TreeRemoval.remove(folder.run(id))
            count += 1
            // Others want to use the thread too.
            await Task.yield()
        }
        return count
    }
}

/// Who holds the state file of a run.
enum StateFile {
    enum Condition: Equatable {
        /// A shim lives.
        case held
        /// None does. Empty: none ever got so far as to start the script.
        case free(isEmpty: Bool)
    }

    static func condition(in directory: String) -> Condition {
        let file = open("\(directory)/\(RunFile.state)", O_RDWR | O_CLOEXEC)
        guard file >= 0 else { return .free(isEmpty: true) }
        defer { close(file) }
        guard flock(file, LOCK_EX | LOCK_NB) == 0 else { return .held }
        var status = stat()
        return .free(isEmpty: fstat(file, &status) == 0 && status.st_size == 0)
    }
}
