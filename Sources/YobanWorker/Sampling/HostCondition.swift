import Glibc
import YobanCore

extension Worker {
    /// What this process finds of its host now; nil when the system does not tell.
    func condition() -> WorkerCondition? { WorkerCondition(state: configuration.settings.state) }
}

extension WorkerCondition {
    /// Of this process, and of the file system that `state` lies in.
    init?(state: String) {
        var system = statvfs()
        var limit = rlimit()
        guard statvfs(state, &system) == 0, getrlimit(__rlimit_resource_t(RLIMIT_NOFILE.rawValue), &limit) == 0,
            let open = Self.openDescriptors
        else { return nil }
        func bytes(_ blocks: UInt) -> Int64 {
            let (product, isTooLarge) = UInt64(blocks).multipliedReportingOverflow(by: UInt64(system.f_frsize))
            return isTooLarge ? .max : Int64(clamping: product)
        }
        self.init(
            diskFreeBytes: bytes(UInt(system.f_bavail)), diskBytes: bytes(UInt(system.f_blocks)), descriptors: open,
            descriptorLimit: Int(clamping: limit.rlim_cur))
    }

    private static var openDescriptors: Int? {
        guard let directory = opendir("/proc/self/fd") else { return nil }
        defer { closedir(directory) }
        var count = 0
        while readdir(directory) != nil { count += 1 }
        // `.`, `..` and the directory itself.
        return max(count - 3, 0)
    }
}
