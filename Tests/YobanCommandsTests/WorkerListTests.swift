import Foundation
import Testing

@Suite("The list of workers", .timeLimit(.minutes(10))) struct WorkerListTests {
    @Test("names what a host is about to run out of, and of others nothing; with --json there is all that is known")
    func short() async throws {
        try await Scene.with("jobs: {}\n") { scene in
            _ = try await scene.yoban("list")
            _ = try await scene.python(
                """
                for name, condition in [
                    ("full", (1_200_000_000, 60_000_000_000, 31, 1024)), ("open", (40_000_000_000, 60_000_000_000, 1000, 1024)),
                    ("roomy", (40_000_000_000, 60_000_000_000, 31, 1024)), ("unknown", (None, None, None, None)),
                    ("damaged", (1, 60_000_000_000, None, "x")),
                ]:
                    sql("INSERT INTO worker (id, host, pid, session, beat, slots, boot_id, doorbell, version, seen_ms, disk_free_bytes,"
                        " disk_bytes, descriptors, descriptor_limit) VALUES (?, ?, 1, 1, 1, 2, '', '', '1', 1, ?, ?, ?, NULLIF(?, 'x'))",
                        name + "-1", name, *condition)
                """)
            let english = try await scene.yoban("worker", "list")
            let said = (english.out + english.err).split(separator: "\n").filter { $0.hasSuffix(".") }
            #expect(
                said == [
                    "The disk of full has only 1.2 GB of 60.0 GB left.", "The worker of open has 1000 descriptors open, of at most 1024.",
                ], "\(english)")
            let japanese = try await scene.yoban("worker", "list", "--lang", "ja")
            #expect((japanese.out + japanese.err).contains("full のディスクの空きが残り 1.2 GB です（全体 60.0 GB）"), "\(japanese)")
            let ran = try await scene.yoban("worker", "list", "--json")
            let workers = try #require(try JSONSerialization.jsonObject(with: Data(ran.out.utf8)) as? [[String: Any]])
            let free = Dictionary(uniqueKeysWithValues: workers.map { ($0["host"] as? String ?? "", $0["disk_free_bytes"] as? Int) })
            #expect(free == ["full": 1_200_000_000, "open": 40_000_000_000, "roomy": 40_000_000_000, "unknown": nil, "damaged": nil])
            let full = workers.first { $0["host"] as? String == "full" }
            #expect(full?["disk_bytes"] as? Int == 60_000_000_000 && full?["descriptors"] as? Int == 31)
            #expect(full?["descriptor_limit"] as? Int == 1024)
        }
    }
}
