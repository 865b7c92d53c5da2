import Testing
import YobanCore
import YobanTestKit

@testable import YobanHTTP

@Suite("Schedules over HTTP") struct ScheduleTests {
    @Test("all schedules are listed with their next time, and one is shown with as many as are asked for")
    func next() async throws {
        let scene = Scene(schedule: "0 2 * * *")
        try await scene.test { client in
            let list = try await client.get("/api/v1/schedules")
            #expect(list.status == 200)
            #expect(
                list.text
                    == #"[{"job_key":"profit-management","name":"粗利按分管理データ同期","schedule":"0 2 * * *","time_zone":null,"next_at":"2026-01-01T02:00:00Z"}]"#
            )
            let one = try await client.get("/api/v1/schedules/profit-management?count=2&after=2026-03-01T02:00:00Z")
            #expect(one.status == 200 && one["next", "2"] == nil)
            #expect(one["next", "0"] == ["at": "2026-03-02T02:00:00Z", "local": "2026-03-02T02:00:00+00:00", "is_daylight": false])
            #expect(one["next", "1", "at"] == "2026-03-03T02:00:00Z")
        }
    }

    @Test("a definition without a schedule, an unknown one and one that the token doesn't see are told apart only as far as they are seen")
    func missing() async throws {
        let scene = Scene(schedule: "0 2 * * *")
        try await scene.test { client in
            #expect(try await client.get("/api/v1/schedules/contact-sales-badge").code == "no_schedule")
            #expect(try await client.get("/api/v1/schedules/other").code == "unknown_key")
            let some = client.with(try await scene.token(name: "some", keys: ["contact-*"]))
            #expect(try await some.get("/api/v1/schedules").text == "[]")
            #expect(try await some.get("/api/v1/schedules/profit-management").code == "unknown_key")
        }
    }

    @Test("wrong counts and times are refused", arguments: ["count=0", "count=101", "count=x", "after=tomorrow", "before=1"])
    func invalid(_ query: String) async throws {
        try await Scene(schedule: "0 2 * * *").test { client in
            let reply = try await client.get("/api/v1/schedules/profit-management?\(query)")
            #expect(reply.status == 422)
        }
    }
}
