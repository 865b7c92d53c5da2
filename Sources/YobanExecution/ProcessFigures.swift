import Glibc
import YobanRunFormat

/// What /proc tells of one process.
struct ProcessFigures {
    /// Tells it from a later process with the same number.
    let start: UInt64
    let isZombie: Bool
    /// In ticks of the system's clock.
    let ownTime: UInt64
    /// Of its children that are gone, and of theirs.
    let childrenTime: UInt64

    /// Nil when it is gone.
    init?(of pid: Int32) {
        guard let line = try? RunFile.read("/proc/\(pid)/stat"),
            // `pid (name) state parent …`: the name may hold anything, so count from its last parenthesis.
            let close = line.lastIndex(of: UInt8(ascii: ")"))
        else { return nil }
        let fields = line[close...].split(separator: UInt8(ascii: " "), maxSplits: 21)
        guard fields.count > 20, let state = fields[1].first else { return nil }
        func number(_ index: Int) -> UInt64 { UInt64(String(decoding: fields[index], as: UTF8.self)) ?? 0 }
        start = number(20)
        isZombie = state == UInt8(ascii: "Z") || state == UInt8(ascii: "X")
        ownTime = number(12) &+ number(13)
        childrenTime = number(14) &+ number(15)
    }

    /// In bytes. 0 when it is gone.
    static func residentMemory(of pid: Int32) -> Int64 {
        guard let line = try? RunFile.read("/proc/\(pid)/statm") else { return 0 }
        let fields = line.split(separator: UInt8(ascii: " "), maxSplits: 2)
        guard fields.count > 1, let pages = Int64(String(decoding: fields[1], as: UTF8.self)) else { return 0 }
        return pages &* pageSize
    }

    /// 0 when it is gone, and when it is another user's and this process may not look.
    static func openDescriptors(of pid: Int32) -> Int {
        guard let directory = opendir("/proc/\(pid)/fd") else { return 0 }
        defer { closedir(directory) }
        var count = 0
        while readdir(directory) != nil { count += 1 }
        // Without `.` and `..`.
        return max(count - 2, 0)
    }

    /// What its threads have started and is not gone, of as many threads as `threads` says; as many are taken off from it.
    static func children(of pid: Int32, threads: inout Int) -> [Int32] {
        guard let directory = opendir("/proc/\(pid)/task") else { return [] }
        defer { closedir(directory) }
        var children: [Int32] = []
        while threads > 0, let entry = readdir(directory) {
            let thread = withUnsafeBytes(of: &entry.pointee.d_name) { atoi($0.bindMemory(to: CChar.self).baseAddress!) }
            guard thread > 0 else { continue }
            threads -= 1
            guard let list = try? RunFile.read("/proc/\(pid)/task/\(thread)/children") else { continue }
            children += list.split(separator: UInt8(ascii: " ")).compactMap { Int32(String(decoding: $0, as: UTF8.self)) }
        }
        return children
    }

    private static let pageSize = Int64(sysconf(Int32(_SC_PAGESIZE)))
    private static let ticksPerSecond = UInt64(max(sysconf(Int32(_SC_CLK_TCK)), 1))

    static func milliseconds(ofTicks ticks: UInt64) -> Int64 {
        Int64(clamping: ticks / ticksPerSecond * 1000 + ticks % ticksPerSecond * 1000 / ticksPerSecond)
    }
}
