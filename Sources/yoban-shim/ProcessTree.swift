import CLinux
import Glibc
import YobanRunFormat

/// Processes found in /proc, and signals to them that can't hit a stranger.
enum ProcessTree {
    /// A process as it was when it was seen: the start tells it from a later one with the same number.
    struct Member: Hashable {
        let pid: Int32
        let parent: Int32
        let start: UInt64
        let isZombie: Bool
    }

    /// All living processes below `root`, itself left out. A subreaper misses none: orphans become its children.
    static func descendants(of root: Int32) -> [Member] {
        var children: [Int32: [Member]] = [:]
        for pid in allProcesses() {
            if let member = member(pid) { children[member.parent, default: []].append(member) }
        }
        var found: [Member] = []
        var parents = [root]
        while let parent = parents.popLast() {
            for child in children[parent] ?? [] {
                if !child.isZombie { found.append(child) }
                parents.append(child.pid)
            }
        }
        return found
    }

    /// Sends a signal, but only to the process that was seen.
    static func send(_ signal: Int32, to seen: Member) {
        let descriptor = cl_pidfd_open(seen.pid)
        guard descriptor >= 0 else { return }
        defer { close(descriptor) }
        guard let now = member(seen.pid), now.start == seen.start else { return }
        _ = cl_pidfd_send_signal(descriptor, signal)
    }

    /// Ends all below `root` at once. Stops them first, until there are no new ones: a fork bomb is faster than any list.
    static func kill(below root: Int32) {
        var stopped: Set<Member> = []
        for _ in 0..<32 {
            let new = Set(descendants(of: root).filter { !stopped.contains($0) })
            if new.isEmpty { break }
            for member in new { send(SIGSTOP, to: member) }
            stopped.formUnion(new)
        }
        for member in stopped { send(SIGKILL, to: member) }
    }

    /// Names for a record.
    static func note(_ pid: Int32) -> ProcessNote {
        var name = text("/proc/\(pid)/comm")
        if name.hasSuffix("\n") { name.removeLast() }
        let words = text("/proc/\(pid)/cmdline").split(separator: "\0").joined(separator: " ")
        return ProcessNote(pid: pid, name: name.isEmpty ? "?" : name, command: String(words.prefix(60)))
    }

    static func allProcesses() -> [Int32] {
        guard let directory = opendir("/proc") else { return [] }
        defer { closedir(directory) }
        var found: [Int32] = []
        while let entry = readdir(directory) {
            let pid = withUnsafeBytes(of: &entry.pointee.d_name) { atoi($0.bindMemory(to: CChar.self).baseAddress!) }
            if pid > 0 { found.append(pid) }
        }
        return found
    }

    static func member(_ pid: Int32) -> Member? {
        // `pid (name) state parent …`: the name may hold anything, so count from its last parenthesis.
        let line = text("/proc/\(pid)/stat")
        guard let close = line.utf8.lastIndex(of: UInt8(ascii: ")")) else { return nil }
        let fields = line.utf8[close...].split(separator: UInt8(ascii: " "))
        guard fields.count > 20, let parent = Int32(String(fields[2]) ?? ""), let start = UInt64(String(fields[20]) ?? "") else {
            return nil
        }
        return Member(
            pid: pid, parent: parent, start: start, isZombie: fields[1].elementsEqual("Z".utf8) || fields[1].elementsEqual("X".utf8))
    }

    private static func text(_ path: String) -> String {
        guard let bytes = try? RunFile.read(path) else { return "" }
        return String(decoding: bytes, as: UTF8.self)
    }
}
