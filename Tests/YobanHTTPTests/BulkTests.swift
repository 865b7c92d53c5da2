import HTTPTypes
import Testing
import YobanCore
import YobanOperations
import YobanTestKit

@testable import YobanHTTP

@Suite("The same act on many jobs over HTTP") struct BulkTests {
    @Test("a dry run tells which jobs are meant and changes nothing; with their number they are stopped")
    func stop() async throws {
        let scene = Scene()
        for _ in 1...3 { try await scene.job() }
        try await scene.job("contact-sales-badge")
        try await scene.test { client in
            let look = try await client.post(
                "/api/v1/jobs/bulk", #"{"action": "stop", "key": "profit-*", "status": ["pending"], "dry_run": true}"#)
            #expect(look.status == 200)
            #expect(look.text == #"{"action":"stop","dry_run":true,"count":3,"ids":[3,2,1]}"#)
            #expect(try await scene.store.unfinishedCount() == 4)
            let done = try await client.post("/api/v1/jobs/bulk", #"{"action": "stop", "key": "profit-*", "expected_count": 3}"#)
            #expect(done.status == 200 && done["count"] == 3 && done["refused"] == 0)
            #expect(done["results", "0", "id"] == 1 && done["results", "0", "result"] == "stopped_before_start")
            #expect(try await scene.store.job(JobID(3))?.status == .stopped)
            #expect(try await scene.store.job(JobID(4))?.status == .pending)
            #expect(try await scene.store.audit(AuditFilter()).filter { $0.action == .stop }.count == 3)
        }
    }

    @Test("with another number than was found nothing is done")
    func otherCount() async throws {
        let scene = Scene()
        for _ in 1...2 { try await scene.job() }
        try await scene.test { client in
            let reply = try await client.post("/api/v1/jobs/bulk", #"{"action": "stop", "status": ["pending"], "expected_count": 1}"#)
            #expect(reply.status == 409 && reply.code == "other_count")
            #expect(try await scene.store.unfinishedCount() == 2)
        }
    }

    @Test("what is refused for one job is said of it, and the others are done")
    func refused() async throws {
        let scene = Scene()
        for _ in 1...2 { try await scene.job() }
        _ = try await scene.store.requestStop(JobID(2), now: .at(1))
        try await scene.test { client in
            let reply = try await client.post("/api/v1/jobs/bulk", #"{"action": "retry", "ids": [1, 2], "expected_count": 2}"#)
            #expect(reply.status == 200 && reply["refused"] == 1)
            #expect(reply["results", "0", "result"] == "refused" && reply["results", "0", "code"] == "not_finished")
            #expect(reply["results", "1", "result"] == "queued")
            #expect(try await scene.store.job(JobID(2))?.status == .pending)
            let rerun = try await client.post("/api/v1/jobs/bulk", #"{"action": "rerun", "ids": [1], "expected_count": 1}"#)
            #expect(rerun["results", "0", "result"] == "rerun" && rerun["results", "0", "new_id"] == 3)
        }
    }

    @Test("sent again with its Idempotency-Key it is done once")
    func once() async throws {
        let scene = Scene()
        try await scene.job()
        try await scene.test { client in
            for _ in 1...2 {
                let reply = try await client.post(
                    "/api/v1/jobs/bulk", #"{"action": "rerun", "ids": [1], "expected_count": 1}"#, headers: ["Idempotency-Key": "k"])
                #expect(reply["results", "0", "new_id"] == 2)
            }
            #expect(try await scene.store.newestJob() == JobID(2))
        }
    }

    @Test("jobs that the token doesn't see are not meant, and without the scope nothing is looked up")
    func scope() async throws {
        let scene = Scene()
        try await scene.job()
        try await scene.job("contact-sales-badge")
        try await scene.test { client in
            let some = client.with(try await scene.token(Role.operator.scopes, name: "some", keys: ["contact-*"]))
            let look = try await some.post("/api/v1/jobs/bulk", #"{"action": "stop", "status": ["pending"], "dry_run": true}"#)
            #expect(look["ids"] == [2])
            let viewer = client.with(try await scene.token(Role.viewer.scopes, name: "viewer"))
            let body = #"{"action": "stop", "status": ["pending"], "dry_run": true}"#
            #expect(try await viewer.post("/api/v1/jobs/bulk", body).status == 403)
        }
    }

    @Test(
        "a body that says too little, or something else, is refused",
        arguments: [
            #"{"action": "stop", "expected_count": 0}"#, #"{"status": ["pending"], "expected_count": 0}"#,
            #"{"action": "delete", "status": ["pending"], "expected_count": 0}"#, #"{"action": "stop", "status": ["pending"]}"#,
            #"{"action": "stop", "status": "pending", "expected_count": 1}"#, #"{"action": "stop", "ids": ["1"], "expected_count": 1}"#,
            #"{"action": "stop", "ids": [0], "expected_count": 1}"#, #"{"action": "stop", "status": ["pending"], "dry_run": 1}"#,
            #"{"action": "stop", "key": "*", "expected_count": 1001}"#,
            #"{"action": "stop", "key": "*", "expected_count": 1, "force": true}"#,
        ])
    func invalid(_ body: String) async throws {
        let scene = Scene()
        try await scene.job()
        try await scene.test { client in
            let reply = try await client.post("/api/v1/jobs/bulk", body)
            #expect(reply.status == 422 && reply.code == "invalid_fields", "\(reply)")
            #expect(try await scene.store.unfinishedCount() == 1)
        }
    }

    @Test("more than a thousand are refused, also when they are named")
    func tooMany() async throws {
        let scene = Scene()
        let request = EnqueueRequest(key: "profit-management")
        _ = try await scene.operations(.local("root")).enqueue(Array(repeating: request, count: 1001))
        try await scene.test { client in
            let reply = try await client.post("/api/v1/jobs/bulk", #"{"action": "stop", "key": "*", "dry_run": true}"#)
            #expect(reply.status == 422 && reply.code == "too_many_jobs")
            let ids = (1...1001).map(String.init).joined(separator: ",")
            #expect(
                try await client.post("/api/v1/jobs/bulk", "{\"action\": \"stop\", \"ids\": [\(ids)], \"dry_run\": true}").status == 422)
        }
    }
}
