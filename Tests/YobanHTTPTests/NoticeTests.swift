import HTTPTypes
import Testing
import YobanCore
import YobanTestKit

@testable import YobanHTTP

@Suite("Notices over HTTP") struct NoticeTests {
    @Test("they are read in pages, by state and job, without what was sent")
    func notices() async throws {
        let scene = Scene()
        let notices = (1...3).map { number in
            NewNotice(
                kind: .failed, subject: .attempt(JobID(Int64(number)), 1), key: JobKey("report"), channel: "ops",
                delivery: "d\(number)", body: "{\"secret\":1}")
        }
        _ = try await scene.store.record(notices, now: .at(0))
        let first = try #require(try await scene.store.claimNotices(limit: 1, until: .at(9), now: .at(1)).first)
        _ = try await scene.store.conclude(first, .givenUp(error: "HTTP 410"), now: .at(2))
        try await scene.test { client in
            let page = try await client.get("/api/v1/notices?limit=2")
            #expect(page["0", "delivery"] == "d3" && page["0", "event"] == "failed" && page["0", "state"] == "pending")
            #expect(page["2"] == .none && page.headers[name: "Link"] != nil && page["0", "body"] == .none)
            let givenUp = try await client.get("/api/v1/notices?state=given_up")
            #expect(givenUp["0", "last_error"] == "HTTP 410" && givenUp["0", "job_id"] == 1 && givenUp["1"] == .none)
            #expect(try await client.get("/api/v1/notices?job_id=2")["0", "delivery"] == "d2")
        }
    }
}
