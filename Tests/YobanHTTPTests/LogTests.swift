import HTTPTypes
import Testing
import YobanCore
import YobanOperations
import YobanTestKit

@testable import YobanHTTP

@Suite("The output of an attempt", .timeLimit(.minutes(10))) struct LogTests {
    private let path = "/api/v1/jobs/1/attempts/last/log"

    @Test("comes as it is, in the order of the offsets")
    func whole() async throws {
        let scene = Scene()
        let claim = try await scene.running()
        try await scene.test { client in
            let none = try await client.get(path)
            #expect(none.status == 200 && none.text.isEmpty && none.place == "0/0")
            try await scene.write(claim, "夜番\n", at: 0)
            try await scene.write(claim, "<b>two\n", at: 7)
            for path in [path, "/api/v1/jobs/1/attempts/1/log"] {
                let reply = try await client.get(path)
                #expect(reply.status == 200 && reply.text == "夜番\n<b>two\n" && reply.place == "0/14")
                #expect(reply.headers[.contentType] == "text/plain; charset=utf-8" && reply.headers[.contentDisposition] == "inline")
                #expect(reply.headers[.acceptRanges] == "bytes" && reply.headers[name: "X-Content-Type-Options"] == "nosniff")
            }
        }
    }

    @Test("is for those who may read logs, and for jobs and attempts that are there")
    func access() async throws {
        let scene = Scene()
        let claim = try await scene.running()
        try await scene.write(claim, "secret", at: 0)
        let reader = try await scene.token([.logsRead], name: "reader")
        let other = try await scene.token([.jobsRead, .jobsControl], name: "other")
        let narrow = try await scene.token([.logsRead], name: "narrow", keys: ["contact-*"])
        try await scene.job()
        try await scene.test { client in
            for (token, status) in [(nil, 401), (other, 403), (narrow, 404), (reader, 200)] {
                let reply = try await client.with(token).get(path)
                #expect(reply.status == status && reply.text.contains("secret") == (status == 200), "\(reply)")
            }
            for path in ["1/attempts/2", "1/attempts/0", "1/attempts/x", "2/attempts/last"] {
                let reply = try await client.get("/api/v1/jobs/\(path)/log")
                #expect(reply.status == 404 && reply.code == "unknown_attempt", "\(path)")
            }
            #expect(try await client.get("/api/v1/jobs/9/attempts/1/log").code == "unknown_job")
            for query in ["tail=0", "tail=10001", "follow=2", "lines=3"] {
                #expect(try await client.get("\(path)?\(query)").code == "invalid_fields")
            }
        }
    }

    @Test("in parts: from anywhere, up to what was dropped")
    func ranges() async throws {
        let scene = Scene()
        let claim = try await scene.running()
        try await scene.write(claim, "0123", at: 0)
        try await scene.write(claim, "4567", at: 4)
        try await scene.write(claim, "cdef", at: 12)
        try await scene.test { client in
            for (range, text, content) in [
                ("0-1", "01", "0-1"), ("2-5", "2345", "2-5"), ("0-", "01234567", "0-7"), ("6-13", "67", "6-7"), ("9-13", "cd", "12-13"),
                ("-2", "ef", "14-15"), ("14-99999999999999999", "ef", "14-15"),
            ] {
                let reply = try await client.get(path, headers: ["Range": "bytes=\(range)"])
                #expect(reply.status == 206 && reply.text == text, "\(range): \(reply)")
                #expect(reply.headers[.contentRange] == "bytes \(content)/16", "\(range)")
                #expect(reply.place == content.prefix { $0 != "-" } + "/16")
            }
            for range in ["16-", "99-100", "9-11", "-0"] {
                let reply = try await client.get(path, headers: ["Range": "bytes=\(range)"])
                #expect(reply.status == 416 && reply.code == "range_not_satisfiable", "\(range)")
                #expect(reply.headers[.contentRange] == "bytes */16")
            }
            for range in ["bytes=0-1,3-4", "bytes=x-", "bytes=5-2", "lines=1-2", "bytes=-", "bytes=--1"] {
                let reply = try await client.get(path, headers: ["Range": range])
                #expect(reply.status == 200 && reply.text == "01234567cdef" && reply.place == "0/16", "\(range): \(reply)")
            }
        }
    }

    @Test("a part is never longer than allowed, and the parts together are the whole", arguments: [65_536, 1_000])
    func long(piece: Int) async throws {
        let scene = Scene()
        let claim = try await scene.running()
        let line = String(repeating: "x", count: 99) + "\n"
        let whole = String(repeating: line, count: 6_000)
        for start in stride(from: 0, to: whole.utf8.count, by: piece) {
            try await scene.write(claim, String(whole.dropFirst(start).prefix(piece)), at: Int64(start))
        }
        try await scene.test { client in
            #expect(try await client.get(path).text == whole)
            var (parts, sizes) = ("", [Int]())
            while parts.utf8.count < whole.utf8.count, sizes.count < 10 {
                let reply = try await client.get(path, headers: ["Range": "bytes=\(parts.utf8.count)-"])
                parts += reply.text
                sizes.append(reply.text.utf8.count)
            }
            #expect(parts == whole && sizes == [262_144, 262_144, 75_712])
        }
    }

    @Test("the last lines, up to what was dropped")
    func tail() async throws {
        let scene = Scene()
        let claim = try await scene.running()
        try await scene.write(claim, "one\ntwo\n", at: 0)
        try await scene.test { client in
            for (count, text) in [(1, "two\n"), (2, "one\ntwo\n"), (3, "one\ntwo\n"), (10_000, "one\ntwo\n")] {
                #expect(try await client.get("\(path)?tail=\(count)").text == text)
            }
            try await scene.write(claim, "far\nhal", at: 20)
            try await scene.write(claim, "f\n\nend", at: 27)
            for (count, text, offset) in [
                (1, "end", 30), (2, "\nend", 29), (3, "half\n\nend", 24), (4, "far\nhalf\n\nend", 20), (9, "far\nhalf\n\nend", 20),
            ] {
                let reply = try await client.get("\(path)?tail=\(count)", headers: ["Range": "bytes=0-1"])
                #expect(reply.status == 200 && reply.text == text && reply.place == "\(offset)/33", "\(count): \(reply)")
            }
        }
    }

    @Test("of an attempt that has ended, following ends with it")
    func followEnded() async throws {
        let scene = Scene()
        let claim = try await scene.running()
        try await scene.write(claim, "one\ntwo\n", at: 8)
        try await scene.end(claim)
        try await scene.test { client in
            let reply = try await client.get("\(path)?follow=1")
            #expect(reply.status == 200 && reply.text == "one\ntwo\n" && reply.place == "8/16")
            #expect(try await client.get("\(path)?follow=1&tail=1").text == "two\n")
            for _ in 1...70 { #expect(try await client.send(.head, "\(path)?follow=1").status == 200, "nobody stays") }
        }
    }
}
