import HTTPTypes
import Testing
import YobanCore
import YobanOperations
import YobanTestKit

@testable import YobanHTTP

@Suite("The output with its streams and times", .timeLimit(.minutes(10))) struct LogPartTests {
    private let path = "/api/v1/jobs/1/attempts/last/log/parts"

    private func scene() async throws -> Scene {
        let scene = Scene()
        let claim = try await scene.running()
        func piece(_ offset: Int64, _ bytes: [UInt8], _ marks: String) -> LogPiece {
            LogPiece(job: claim.job.id, attempt: 1, offset: offset, bytes: bytes, marks: marks)
        }
        try await scene.store.keepLog([
            piece(0, Array("one\ntwo\n".utf8), "4:1:1500 4:2:2000"), piece(8, [0xFF, 0x0A], "2:1:3000"),
            // Twelve bytes were dropped.
            piece(22, Array("夜番\n".utf8), "7:1:4001"),
        ])
        return scene
    }

    @Test("comes in parts, text as text and the rest as Base64, and goes on behind what was dropped")
    func parts() async throws {
        try await scene().test { client in
            let first = try await client.get(path)
            #expect(
                first.status == 200
                    && first.text == #"""
                        {"attempt":1,"offset":0,"end":10,"bytes":29,"may_grow":true,"parts":[{"stream":"stdout","at":"1970-01-01T00:00:01.500Z","text":"one\n"},{"stream":"stderr","at":"1970-01-01T00:00:02.000Z","text":"two\n"},{"stream":"stdout","at":"1970-01-01T00:00:03.000Z","base64":"/wo="}]}
                        """#,
                "\(first)")
            let second = try await client.get(path + "?offset=10")
            #expect(second["offset"] == 22 && second["end"] == 29 && second["parts", "0", "text"] == "夜番\n", "\(second)")
            let within = try await client.get(path + "?offset=2&limit=4")
            #expect(
                within["offset"] == 2 && within["end"] == 6 && within["parts", "0", "text"] == "e\n" && within["parts", "1", "text"] == "tw"
            )
            let tail = try await client.get(path + "?tail=1")
            #expect(tail["offset"] == 22 && tail["end"] == 29)
            for offset in ["29", "\(Int64.max)"] {
                let end = try await client.get(path + "?offset=\(offset)")
                #expect(end.status == 200 && end["offset"] == 29 && end["end"] == 29 && end["parts"] == [], "\(end)")
            }
        }
    }

    @Test(
        "asks for what other addresses of the output ask for",
        arguments: ["offset=-1", "limit=0", "limit=65537", "tail=0", "x=1", "offset=a"])
    func refused(_ query: String) async throws {
        try await scene().test { client in
            let reply = try await client.get(path + "?" + query)
            #expect(reply.status == 422, "\(reply)")
            #expect(try await client.with(nil).get(path).status == 401)
            #expect(try await client.get("/api/v1/jobs/1/attempts/2/log/parts").status == 404)
        }
    }
}
