import CLinux
import Glibc
import YobanRunFormat

/// Ends what a shim left that died itself. Prints a line for each process, `ended PID NAME` or `left PID NAME`, then `done`.
///
/// Returns the exit code: 0 when nothing is left, 1 when something is, 75 when the run's shim is alive, 66 when there is no such run.
func endLeftovers(of directory: String) -> Int32 {
    guard let fields = try? RunFile.fields("\(directory)/\(RunFile.spec)"), let spec = try? RunSpec(fields) else {
        complain("cannot read \(directory)/\(RunFile.spec)")
        return 66
    }
    let lock = open("\(directory)/\(RunFile.state)", O_RDWR | O_CLOEXEC)
    if lock >= 0, flock(lock, LOCK_EX | LOCK_NB) != 0 {
        complain("\(directory) is being watched over")
        return 75
    }
    let leftovers = Leftovers(id: spec.id, cgroup: Cgroup(existing: spec.cgroup))
    let (ended, left) = leftovers.end(grace: min(spec.grace, 5_000))
    for process in ended { print("ended \(process)") }
    for process in left { print("left \(process)") }
    print("done")
    return left.isEmpty ? 0 : 1
}

private struct Leftovers {
    let id: String
    let cgroup: Cgroup?

    func end(grace: Int64) -> (ended: [ProcessNote], left: [ProcessNote]) {
        var seen: [Int32: ProcessNote] = [:]
        let begin = bootTime()
        var isAsked = false
        while true {
            let members = self.members
            for member in members where seen[member.pid] == nil { seen[member.pid] = ProcessTree.note(member.pid) }
            let waited = bootTime() - begin
            if members.isEmpty || waited > grace + 10_000 {
                cgroup?.remove()
                let left = Set(members.map(\.pid))
                let all = seen.values.sorted { $0.pid < $1.pid }
                return (all.filter { !left.contains($0.pid) }, all.filter { left.contains($0.pid) })
            }
            if !isAsked {
                for member in members { ProcessTree.send(SIGTERM, to: member) }
                for member in members { ProcessTree.send(SIGCONT, to: member) }
                isAsked = true
            } else if waited >= grace {
                cgroup?.kill()
                for member in members { ProcessTree.send(SIGKILL, to: member) }
            }
            usleep(20_000)
        }
    }

    /// Those in the cgroup, those that carry the run's name in their environment, and all below them.
    private var members: [ProcessTree.Member] {
        let inCgroup = Set(cgroup?.members ?? [])
        let mark = Array("BATCH_ATTEMPT_ID=\(id)".utf8)
        var found: Set<ProcessTree.Member> = []
        for pid in ProcessTree.allProcesses() where pid != getpid() && !found.contains(where: { $0.pid == pid }) {
            guard let member = ProcessTree.member(pid), !member.isZombie, inCgroup.contains(pid) || carries(mark, pid) else { continue }
            found.insert(member)
            found.formUnion(ProcessTree.descendants(of: pid))
        }
        return Array(found)
    }

    private func carries(_ mark: [UInt8], _ pid: Int32) -> Bool {
        guard let bytes = try? RunFile.read("/proc/\(pid)/environ") else { return false }
        return bytes.split(separator: 0).contains { $0.elementsEqual(mark) }
    }
}
