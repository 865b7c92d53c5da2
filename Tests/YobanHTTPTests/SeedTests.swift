import HTTPTypes
import Testing
import YobanCore
import YobanOperations
import YobanTestKit

@testable import YobanHTTP

@Suite("The two endpoints of the system that came before") struct SeedTests {
    @Test("a job is queued and its status is read, by X-API-Key")
    func both() async throws {
        let scene = Scene()
        try await scene.test { client in
            let headers = ["X-API-Key": try #require(client.token)]
            let queued = try await client.with(nil).post(
                "/batch-jobs/queue", #"{"job_key": "profit-management", "extra": 1}"#, headers: headers)
            #expect(queued.status == 200)
            #expect(
                queued.text
                    == #"{"status":"success","message":"バッチジョブをキューに追加しました","data":{"job_id":1,"job_key":"profit-management"}}"#)
            let status = try await client.with(nil).get("/batch-jobs/1/status", headers: headers)
            #expect(status.status == 200)
            #expect(
                status.text
                    == #"{"status":"success","data":{"id":1,"job_name":"粗利按分管理データ同期","status":"pending","created_at":"2026-01-01T00:00:00Z","started_at":null,"completed_at":null,"error_message":null}}"#
            )
        }
    }

    @Test("errors are a detail, in Japanese unless asked otherwise")
    func errors() async throws {
        let scene = Scene()
        try await scene.test { client in
            try await expectDetail(client.with(nil).post("/batch-jobs/queue", "{}"), 401, "トークン")
            try await expectDetail(client.with("yb_wrong").post("/batch-jobs/queue", "{}"), 401, "トークン")
            try await expectDetail(client.post("/batch-jobs/queue", "{}"), 400, "job_key")
            try await expectDetail(client.post("/batch-jobs/queue", #"{"job_key": 7}"#), 400, "job_key")
            try await expectDetail(client.post("/batch-jobs/queue", #"{"job_key": "profit"}"#), 400, "profit")
            try await expectDetail(client.post("/batch-jobs/queue", "{"), 400, "JSON")
            try await expectDetail(client.get("/batch-jobs/9/status"), 404, "ジョブ 9")
            try await expectDetail(client.get("/batch-jobs/x/status"), 404, "番号")
            try await expectDetail(client.get("/batch-jobs/9/status", headers: ["Accept-Language": "en"]), 404, "no job 9")
        }
    }

    @Test("a token without the scope is refused")
    func scopes() async throws {
        let scene = Scene()
        let reader = try await scene.token([.jobsRead], name: "reader")
        let writer = try await scene.token([.jobsEnqueue], name: "writer")
        let id = try await scene.job()
        try await scene.test { client in
            let (reader, writer) = (client.with(reader), client.with(writer))
            let body = #"{"job_key": "profit-management"}"#
            let queued = (try await reader.post("/batch-jobs/queue", body).status, try await writer.post("/batch-jobs/queue", body).status)
            #expect(queued == (403, 200))
            let path = "/batch-jobs/\(id)/status"
            let read = (try await reader.get(path).status, try await writer.get(path).status)
            #expect(read == (200, 403))
        }
    }
}

/// Expects an error in the form of the system that came before, and nothing else.
private func expectDetail(_ reply: Reply, _ status: Int, _ words: String, at place: SourceLocation = #_sourceLocation) {
    guard case .object(let members)? = try? JSON(parsing: Array(reply.text.utf8)), members.map(\.key) == ["detail"],
        case .string(let detail) = members[0].value
    else {
        Issue.record("\(reply)", sourceLocation: place)
        return
    }
    #expect(reply.status == status && detail.contains(words), "\(reply)", sourceLocation: place)
}
