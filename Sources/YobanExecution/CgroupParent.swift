import Glibc
import YobanRunFormat

extension RunHost {
    /// Our own cgroup v2 directory, if runs can get their own in it; else nil. Also where v1 and v2 are mixed.
    package static func cgroupParent() -> String? {
        guard let path = ownCgroup(), access("\(path)/cgroup.kill", F_OK) == 0 || access("\(path)/cgroup.procs", W_OK) == 0 else {
            return nil
        }
        let probe = "\(path)/yoban-probe-\(getpid())"
        guard mkdir(probe, 0o755) == 0 else { return nil }
        defer { rmdir(probe) }
        return access("\(probe)/cgroup.kill", W_OK) == 0 ? path : nil
    }

    /// Where cgroup v2 is mounted, and where in it we are.
    private static func ownCgroup() -> String? {
        guard let own = lines("/proc/self/cgroup").first(where: { $0.hasPrefix("0::") })?.dropFirst(3) else { return nil }
        for line in lines("/proc/self/mountinfo") {
            // 41 31 0:38 ROOT MOUNTPOINT options … - cgroup2 source options
            let halves = line.split(separator: " - ", maxSplits: 1)
            guard halves.count == 2, halves[1].hasPrefix("cgroup2 ") else { continue }
            let fields = halves[0].split(separator: " ")
            guard fields.count > 4 else { continue }
            let root = fields[3] == "/" ? "" : fields[3]
            guard own.hasPrefix(root) else { continue }
            let below = own.dropFirst(root.count)
            return below == "/" ? String(fields[4]) : "\(fields[4])\(below)"
        }
        return nil
    }

    private static func lines(_ path: String) -> [String] {
        guard let bytes = try? RunFile.read(path) else { return [] }
        return String(decoding: bytes, as: UTF8.self).split(separator: "\n").map(String.init)
    }
}
