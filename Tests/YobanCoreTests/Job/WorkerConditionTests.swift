import Testing
import YobanCore

@Suite("The condition of a worker's host")
struct WorkerConditionTests {
    @Test(
        "is short of disk under 5 GB and a tenth, and of descriptors from four of five on",
        arguments: [
            (5_000_000_000, 100_000_000_000, 10, 1024, false, false), (4_999_999_999, 100_000_000_000, 10, 1024, true, false),
            (900, 9000, 819, 1024, false, true), (899, 9000, 816, 1024, true, false), (0, 0, 0, 0, false, false),
            (.max, .max, .max, .max, false, true), (0, .max, 0, .max, true, false),
        ] as [(Int64, Int64, Int, Int, Bool, Bool)])
    func short(_ free: Int64, _ size: Int64, _ open: Int, _ limit: Int, _ isShortOfDisk: Bool, _ isShortOfDescriptors: Bool) {
        let condition = WorkerCondition(diskFreeBytes: free, diskBytes: size, descriptors: open, descriptorLimit: limit)
        #expect(condition.isShortOfDisk == isShortOfDisk)
        #expect(condition.isShortOfDescriptors == isShortOfDescriptors)
    }
}
