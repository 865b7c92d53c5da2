import Testing
import YobanCore
import YobanOperations
import YobanTestKit

@testable import YobanHTTP

@Suite("The series of a run", .timeLimit(.minutes(10))) struct SeriesTests {
    private let path = "/api/v1/jobs/1/attempts/last/series"

    @Test("is told with what is known of each sample; an attempt without one has no samples")
    func samples() async throws {
        let scene = Scene()
        let claim = try await scene.running()
        try await scene.test { client in
            #expect(try await client.get(path).text == #"{"attempt":1,"samples":[]}"#)
            var series = RunSeries()
            series.add(.init(at: 1000, cpuMilliseconds: 20, memoryBytes: 5_000_000, processes: 2, descriptors: 9))
            series.add(.init(at: 2000, cpuMilliseconds: 30, memoryBytes: 7 << 40, processes: 3, descriptors: 12, percentage: 60))
            try await scene.store.keepSeries(series, of: claim.attempt)
            for number in ["1", "last"] {
                let reply = try await client.get("/api/v1/jobs/1/attempts/\(number)/series")
                #expect(
                    reply.status == 200
                        && reply.text == #"""
                            {"attempt":1,"samples":[{"elapsed_ms":1000,"cpu_ms":20,"memory_bytes":5000000,"processes":2,"descriptors":9,"progress_percentage":null},{"elapsed_ms":2000,"cpu_ms":30,"memory_bytes":7696581394432,"processes":3,"descriptors":12,"progress_percentage":60}]}
                            """#,
                    "\(reply)")
            }
        }
    }

    @Test("of a job, a run or an address that is not there is refused")
    func refused() async throws {
        let scene = Scene()
        _ = try await scene.running()
        try await scene.test { client in
            for number in ["2", "0", "01", "-1", "x", "99999999999999999999"] {
                let reply = try await client.get("/api/v1/jobs/1/attempts/\(number)/series")
                #expect(reply.status == 404, "\(number)")
            }
            #expect(try await client.get("/api/v1/jobs/2/attempts/1/series").status == 404)
            #expect(try await client.get(path + "?x=1").status == 422)
            #expect(try await client.with(nil).get(path).status == 401)
        }
    }

    @Test("is for those who may read jobs, and see this one")
    func access() async throws {
        let scene = Scene()
        let claim = try await scene.running()
        var series = RunSeries()
        series.add(.init(at: 1000, cpuMilliseconds: 1, memoryBytes: 1, processes: 1, descriptors: 1))
        try await scene.store.keepSeries(series, of: claim.attempt)
        let tokens = [
            (try await scene.token([.jobsRead], name: "a"), 200), (try await scene.token([.logsRead], name: "b"), 403),
            (try await scene.token([.jobsRead], name: "c", keys: ["contact-*"]), 404),
        ]
        try await scene.test { client in
            for (token, status) in tokens {
                let reply = try await client.with(token).get(path)
                #expect(reply.status == status, "\(reply)")
            }
        }
        func seen(_ keys: [String]) async throws -> Int {
            try await scene.operations(Principal(name: "p", scopes: [.jobsRead], keyGlobs: keys)).series(of: [claim.attempt]).count
        }
        #expect(try await seen([]) == 1)
        #expect(try await seen(["profit-*"]) == 1)
        #expect(try await seen(["contact-*"]) == 0)
        await #expect(throws: OperationError.self) {
            try await scene.operations(Principal(name: "p", scopes: [.logsRead])).series(of: [claim.attempt])
        }
    }
}
