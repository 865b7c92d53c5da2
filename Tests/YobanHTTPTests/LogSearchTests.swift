import Testing
import YobanCore
import YobanOperations
import YobanTestKit

@testable import YobanHTTP

@Suite("Looking for a text in an output") struct LogSearchTests {
    private let path = "/api/v1/jobs/1/attempts/last/log/search"

    /// What is found, the text in pieces of a size.
    private func hits(_ wanted: String, in text: String, pieces: Int) -> [OutputSearch.Hit] {
        var search = OutputSearch(wanted)
        let bytes = Array(text.utf8)
        for start in stride(from: 0, to: bytes.count, by: pieces) {
            search.feed(OutputChunk(offset: Int64(start), bytes: Array(bytes[start..<min(bytes.count, start + pieces)])))
        }
        search.endLine()
        return search.hits
    }

    @Test(
        "each line that holds it is found once, however the output comes", arguments: [1, 2, 3, 7, 1000],
        [
            ("error", "ok\nan ERROR, an error\n\nError", [(2, 6), (4, 23)]), ("aab", "aaab\nab\naaaaab", [(1, 1), (3, 11)]),
            ("abab", "aba\nbab\nababab", [(3, 8)]), ("粗利", "粗利\n粗\n利粗利", [(1, 0), (3, 14)]), ("É", "é\nÉ", [(2, 3)]),
            ("x", "", []), (".*", "abc\n.*", [(2, 4)]),
        ] as [(String, String, [(Int, Int64)])])
    func found(pieces: Int, example: (wanted: String, text: String, hits: [(Int, Int64)])) {
        let hits = hits(example.wanted, in: example.text, pieces: pieces)
        #expect(hits.map(\.line) == example.hits.map(\.0) && hits.map(\.offset) == example.hits.map(\.1), "\(example.wanted): \(hits)")
        let lines = example.text.split(separator: "\n", omittingEmptySubsequences: false)
        #expect(hits.map { String(decoding: $0.bytes, as: UTF8.self) } == example.hits.map { String(lines[$0.0 - 1]) })
    }

    @Test("what was dropped ends a line")
    func dropped() {
        var search = OutputSearch("error")
        search.feed(OutputChunk(offset: 0, bytes: Array("err".utf8)))
        search.feed(OutputChunk(offset: 100, bytes: Array("or\nerror".utf8)))
        search.endLine()
        #expect(search.hits == [OutputSearch.Hit(line: 3, offset: 103, bytes: Array("error".utf8))])
    }

    @Test("the hits are told with line, place and text, at most 100, each cut")
    func route() async throws {
        let scene = Scene()
        let claim = try await scene.running()
        let long = String(repeating: "x", count: 600) + "Needle\n"
        try await scene.write(claim, "one\n\"two\" needle\n" + long, at: 0)
        try await scene.test { client in
            let reply = try await client.get("\(path)?q=NEEDLE")
            let cut = String(repeating: "x", count: 500)
            #expect(
                reply.text
                    == #"{"hits":[{"line":2,"offset":10,"text":"\"two\" needle"},{"line":3,"offset":617,"text":"\#(cut)"}],"complete":true,"bytes":624}"#
            )
            try await scene.write(claim, String(repeating: "needle\n", count: 200), at: 624)
            let many = try await client.get("\(path)?q=needle")
            #expect(many["hits", "99", "line"] == 101 && many["hits", "100"] == nil && many["complete"] == false)
            let none = try await client.get("\(path)?q=nowhere%20at+all")
            #expect(none["hits"] == .array([]) && none["complete"] == true)
        }
    }

    @Test("a text is needed, and the right to read logs")
    func refused() async throws {
        let scene = Scene()
        _ = try await scene.running()
        let other = try await scene.token([.jobsRead], name: "other")
        try await scene.test { client in
            for query in ["", "?q=", "?q=a&q=b", "?q=a&tail=1"] {
                let reply = try await client.get(path + query)
                #expect(reply.status == 422 && reply.code == "invalid_fields", "\(query)")
            }
            let refused = try await client.with(other).get("\(path)?q=a")
            #expect(refused.status == 403)
            #expect(try await client.get("/api/v1/jobs/1/attempts/2/log/search?q=a").code == "unknown_attempt")
        }
    }
}
