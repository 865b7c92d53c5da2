/// How much of what it can't do without a worker's host has left, as the worker found it at its last beat.
package struct WorkerCondition: Sendable, Equatable {
    /// Free for the worker, in the file system of its state directory: there are the logs.
    package var diskFreeBytes: Int64
    package var diskBytes: Int64
    /// Open in the worker's process.
    package var descriptors: Int
    package var descriptorLimit: Int

    package init(diskFreeBytes: Int64, diskBytes: Int64, descriptors: Int, descriptorLimit: Int) {
        self.diskFreeBytes = diskFreeBytes
        self.diskBytes = diskBytes
        self.descriptors = descriptors
        self.descriptorLimit = descriptorLimit
    }

    /// Under 5 GB are free, and under a tenth.
    package var isShortOfDisk: Bool { diskFreeBytes < min(5_000_000_000, diskBytes / 10) }
    /// Four of five that it may open are open.
    package var isShortOfDescriptors: Bool { descriptors > descriptorLimit / 5 * 4 }
}
