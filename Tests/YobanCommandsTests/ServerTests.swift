import Foundation
import Testing

@Suite("HTTP and its tokens, as programs and people use them", .timeLimit(.minutes(20))) struct ServerTests {
    private static let catalogue = """
        server: { listen: unix:http.sock }
        jobs:
          profit-management: { name: 粗利按分管理データ同期, command: [sh, -c, 'echo done'] }

        """

    /// Asks over the scene's socket; the status on the last line.
    private static func curl(_ scene: Scene, _ arguments: String...) async throws -> [String] {
        let ran = try await scene.run(
            ["/usr/bin/curl", "-s", "-w", "\n%{http_code}", "--unix-socket", "\(scene.folder)/http.sock"] + arguments)
        return ran.out.split(separator: "\n", omittingEmptySubsequences: false).map(String.init)
    }

    private static func listens(_ scene: Scene, _ program: Spawned) async throws -> Bool {
        try await eventually { program.out.contains("http.sock") }
    }

    @Test("the seed's callers find their two endpoints in yoban serve, and the job runs there") func seed() async throws {
        try await Scene.with(Self.catalogue) { scene in
            let token = try await scene.yoban("token", "create", "nightly", "--role", "operator")
            #expect(token.out.contains(/^yb_[0-9a-f]{64}\n$/) && token.err.contains("not shown again"), "\(token)")
            let serve = try scene.start([Scene.yoban, "serve"])
            #expect(try await Self.listens(scene, serve), "\(serve.out)\(serve.err)")
            let key = "X-API-Key: " + token.out.trimmingCharacters(in: .newlines)
            let queued = try await Self.curl(
                scene, "-X", "POST", "http://localhost/batch-jobs/queue", "-H", key, "-H", "Content-Type: application/json", "-d",
                "{\"job_key\": \"profit-management\"}")
            #expect(
                queued == [
                    #"{"status":"success","message":"バッチジョブをキューに追加しました","data":{"job_id":1,"job_key":"profit-management"}}"#, "200",
                ])
            #expect(try await scene.yoban("wait", "1").status == 0)
            let status = try await Self.curl(scene, "http://localhost/batch-jobs/1/status", "-H", key)
            #expect(status.last == "200" && status[0].contains(#""status":"completed""#), "\(status)")
            // What became of a run is told a moment after it is in the store.
            #expect(
                try await eventually {
                    try await Self.curl(scene, "http://localhost/metrics", "-H", key).contains(
                        #"yoban_log_bytes_total{job_key="profit-management"} 5"#)
                })
            #expect(try await Self.curl(scene, "http://localhost/batch-jobs/1/status").last == "401")
            #expect(try await Self.curl(scene, "http://localhost/batch-jobs/9/status", "-H", key).last == "404")
            let shown = try await scene.json("show", "1")
            #expect(shown["submitted_by"] as? String == "token:nightly")
            serve.signal(SIGTERM)
            #expect(await serve.ended().status == 0)
        }
    }

    @Test("a revoked token opens nothing any more, and what was done is in the audit") func tokens() async throws {
        try await Scene.with(Self.catalogue) { scene in
            let (admin, viewer) = (
                try await scene.yoban("token", "create", "admin", "--role", "admin").out.trimmingCharacters(in: .newlines),
                try await scene.yoban("token", "create", "板", "--scope", "jobs:read", "--key", "profit-*", "--expires", "90d").out
                    .trimmingCharacters(in: .newlines)
            )
            let server = try scene.start([Scene.yoban, "server"])
            #expect(try await Self.listens(scene, server), "\(server.out)\(server.err)")
            #expect(try await Self.curl(scene, "http://localhost/api/v1/jobs", "-H", "Authorization: Bearer \(viewer)") == ["[]", "200"])
            let forbidden = try await Self.curl(scene, "http://localhost/api/v1/tokens", "-H", "Authorization: Bearer \(viewer)")
            #expect(forbidden.last == "403" && forbidden[0].contains("admin"), "\(forbidden)")
            #expect(try await scene.yoban("token", "create", "admin", "--role", "viewer").status == 1)
            #expect(try await scene.yoban("token", "create", "none").status == 64)
            let list = try await scene.yoban("token", "list", "--lang", "ja")
            #expect(list.out.contains("板") && list.out.contains("有効") && !list.out.contains(viewer), "\(list)")
            #expect(try await scene.yoban("token", "revoke", "2").out == "Revoked token 2.\n")
            #expect(try await Self.curl(scene, "http://localhost/api/v1/jobs", "-H", "Authorization: Bearer \(viewer)").last == "401")
            #expect(try await scene.yoban("token", "revoke", "2").status == 1)
            let audit = try await Self.curl(scene, "http://localhost/api/v1/audit", "-H", "Authorization: Bearer \(admin)")
            #expect(audit.last == "200" && audit[0].contains("token.revoke") && !audit[0].contains(admin), "\(audit)")
            server.signal(SIGTERM)
            #expect(await server.ended().status == 0)
        }
    }

    @Test("an address that another program has ends yoban server, and not the jobs of yoban serve") func taken() async throws {
        try await Scene.with(Self.catalogue) { scene in
            let first = try scene.start([Scene.yoban, "server"])
            #expect(try await Self.listens(scene, first), "\(first.out)\(first.err)")
            let second = try await scene.yoban("server")
            #expect(second.status == 69 && second.err.contains("another program does"), "\(second)")
            let serve = try scene.start([Scene.yoban, "serve"])
            #expect(try await eventually { serve.out.contains("another program does") }, "\(serve.out)\(serve.err)")
            #expect(try await scene.yoban("enqueue", "profit-management", "--wait").status == 0)
            for program in [first, serve] {
                program.signal(SIGTERM)
                #expect(await program.ended().status == 0)
            }
        }
    }
}
