import Glibc
import Testing
import YobanCore
import YobanTestKit
import YobanWorker

@Suite("The condition of a worker's host", .timeLimit(.minutes(10)))
struct HostConditionTests {
    @Test("is told from the first beat on, and anew at each")
    func beats() async throws {
        try await withPlace { place in
            let store = MemoryStore()
            let process = try place.start(store)
            try await until { try await store.workers().first?.condition != nil }
            let first = try #require(try await store.workers().first?.condition)
            var system = statvfs()
            #expect(statvfs(place.settings.state, &system) == 0)
            #expect(first.diskBytes == Int64(system.f_blocks) * Int64(system.f_frsize))
            #expect(first.diskFreeBytes > 0 && first.diskFreeBytes <= first.diskBytes)
            var limit = rlimit()
            #expect(getrlimit(__rlimit_resource_t(RLIMIT_NOFILE.rawValue), &limit) == 0)
            #expect(first.descriptorLimit == Int(clamping: limit.rlim_cur) && (3..<first.descriptorLimit).contains(first.descriptors))
            // More than other tests of this process open and close meanwhile.
            let opened = (0..<500).map { _ in open("/dev/null", O_RDONLY | O_CLOEXEC) }
            defer { for descriptor in opened { close(descriptor) } }
            process.worker.wakeForStop()
            try await until { try await store.workers().first?.condition?.descriptors ?? 0 > first.descriptors + 300 }
        }
    }
}
