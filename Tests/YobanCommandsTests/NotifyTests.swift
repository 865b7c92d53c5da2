import Foundation
import Testing

@Suite("Who is told of what happens, as the programs do it", .timeLimit(.minutes(10))) struct NotifyTests {
    /// A receiver in another language, which checks the signature by its own means and writes down what it was sent.
    private static let receiver = """
        import hashlib, hmac, http.server, json, os
        os.chdir(os.path.dirname(os.path.abspath(__file__)))
        class Receiver(http.server.BaseHTTPRequestHandler):
            def do_POST(self):
                body = self.rfile.read(int(self.headers["Content-Length"]))
                stamp = self.headers["X-Yoban-Timestamp"]
                code = "sha256=" + hmac.new(b"hunter2", stamp.encode() + b"." + body, hashlib.sha256).hexdigest()
                sent = json.loads(body)
                good = hmac.compare_digest(code, self.headers["X-Yoban-Signature"]) and sent["delivery"] == self.headers["X-Yoban-Delivery"]
                with open("received", "a") as file:
                    print(sent["event"], sent["job_key"], sent["job"]["status"], good, file=file)
                self.send_response(204)
                self.end_headers()
            def log_message(self, *arguments): pass
        server = http.server.HTTPServer(("127.0.0.1", 0), Receiver)
        print(server.server_port, flush=True)
        server.serve_forever()

        """

    private static func catalogue(_ port: String) -> String {
        """
        server: { listen: off }
        notify:
          - webhook: { url: "http://127.0.0.1:\(port)/hook", secret_file: secret, allow_private: true }
          - command: [sh, -c, 'cat >> told; echo >> told; echo "$YOBAN_EVENT $JOB_KEY" >> events']
        jobs:
          report: { command: [sh, -c, 'test -e good'] }

        """
    }

    @Test("a failure and the recovery after a restart reach a webhook and a command, once each") func restart() async throws {
        try await Scene.with("jobs: {}\n") { scene in
            try scene.write("receiver.py", Self.receiver)
            try scene.write("secret", "hunter2\n", mode: 0o600)
            let receiver = try scene.start(["/usr/bin/python3", "-u", "\(scene.folder)/receiver.py"])
            defer { receiver.signal(SIGKILL) }
            #expect(try await eventually { receiver.out.hasSuffix("\n") }, "\(receiver.err)")
            try scene.write("yoban.yaml", Self.catalogue(receiver.out.trimmingCharacters(in: .newlines)))
            let check = try await scene.yoban("check")
            #expect(check.status == 0 && !"\(check)".contains("hunter2"), "\(check)")
            var serve = try scene.start([Scene.yoban, "serve"])
            // What ended before it looks for the first time is the past.
            let marks = """
                there = sql("SELECT count(*) FROM sqlite_master WHERE name = 'notice_mark'")[0][0]
                print(sql("SELECT count(*) FROM notice_mark")[0][0] if there else 0)
                """
            #expect(try await eventually { try await scene.python(marks).out == "3\n" }, "\(serve.out)\(serve.err)")
            _ = try await scene.yoban("enqueue", "report")
            #expect(try await eventually { Self.lines("received", scene) == ["failed report failed True"] }, "\(serve.out)\(serve.err)")
            serve.signal(SIGKILL)
            _ = await serve.ended()
            try scene.write("good", "")
            serve = try scene.start([Scene.yoban, "serve"])
            _ = try await scene.yoban("enqueue", "report")
            let all = ["failed report failed True", "recovered report completed True"]
            #expect(try await eventually { Self.lines("received", scene) == all }, "\(serve.out)\(serve.err)")
            #expect(try await eventually { Self.lines("events", scene) == ["failed report", "recovered report"] }, "\(serve.out)")
            #expect(Self.lines("told", scene).count == 2)
            serve.signal(SIGTERM)
            #expect(await serve.ended().status == 0)
            #expect(!serve.out.contains("hunter2") && !serve.err.contains("hunter2"))
        }
    }

    private static func lines(_ name: String, _ scene: Scene) -> [String] {
        let text = (try? String(contentsOfFile: "\(scene.folder)/\(name)", encoding: .utf8)) ?? ""
        return text.split(separator: "\n").map(String.init)
    }
}
