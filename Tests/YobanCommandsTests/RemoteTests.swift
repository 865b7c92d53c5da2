import Foundation
import Testing

@Suite("yoban --server", .timeLimit(.minutes(20))) struct RemoteTests {
    private static let catalogue = """
        server: { listen: unix:http.sock }
        jobs:
          step: { name: 粗利按分管理データ同期, command: [sh, -c, 'echo 対象物件; echo oops >&2; echo ::progress 50::半分; while ! test -e go; do sleep 0.02; done; echo end'], environment: { HERE: . } }
          raw: { command: [sh, -c, "printf 'a\\\\377\\\\000b\\\\n'; exit 3"] }
          month: { command: ['true'], parameters: { month: { type: text, matches: '\\d{4}-\\d{2}' } } }
        """

    /// A server, and what a client elsewhere has of it: its address and a token.
    private static func with(_ body: (Scene, Spawned, Far) async throws -> Void) async throws {
        try await Scene.with(catalogue) { scene in
            let token = try await scene.yoban("token", "create", "far", "--role", "operator").out
            let path = try scene.write("far/token", token)
            let serve = try scene.start([Scene.yoban, "serve"])
            #expect(try await eventually { serve.out.contains("http.sock") }, "\(serve.out)\(serve.err)")
            try await body(scene, serve, Far(scene: scene, token: path))
        }
    }

    /// Runs yoban in a folder without a catalogue.
    private struct Far {
        let scene: Scene
        let token: String

        var environment: [String: String] { ["YOBAN_SERVER": "unix:\(scene.folder)/http.sock", "YOBAN_TOKEN_FILE": token] }

        func start(_ arguments: [String], _ changes: [String: String] = [:]) throws -> Spawned {
            try scene.start(
                ["/usr/bin/env", "-C", "\(scene.folder)/far", Scene.yoban] + arguments,
                environment: environment.merging(changes) { $1 })
        }
        func yoban(_ arguments: String..., environment changes: [String: String] = [:]) async throws -> Ran {
            await (try start(arguments, changes)).ended()
        }
    }

    @Test("a job is queued, followed with its output and progress, stopped and started again from another host")
    func follow() async throws {
        try await Self.with { scene, _, far in
            let followed = try far.start(["enqueue", "step", "--follow"])
            #expect(try await eventually { followed.out.contains("50%  半分") }, "\(followed.out)\(followed.err)")
            #expect(followed.out.hasPrefix("Queued job 1 (step).\n"))
            #expect(followed.out.contains(/\nStarted on \S+, attempt 1, after \S+\.\n\d\d:\d\d:\d\d/))
            // Two streams arrive in any order.
            for line in ["対象物件", "oops"] { #expect(followed.out.contains("  \(line)\n"), "\(followed.out)") }
            #expect(try await far.yoban("list", "--status", "running").out.contains("50% 半分"))
            #expect(try await far.yoban("stop", "1").out == "Job 1 is being stopped. Watch it: yoban follow 1\n")
            let ended = await followed.ended()
            #expect(ended.status == 11 && ended.out.contains("Stopped after"), "\(ended)")
            try scene.write("go", "")
            #expect(try await far.yoban("retry", "1").out == "Job 1 is queued again.\n")
            #expect(try await far.yoban("wait", "1").status == 0)
            let log = try await far.yoban("logs", "step")
            #expect(log.status == 0 && log.out.replacing("oops\n", with: "") == "対象物件\n::progress 50::半分\nend\n", "\(log)")
            #expect(log.out.contains("oops\n"))
            #expect(try await far.yoban("logs", "1", "-n", "2").out.split(separator: "\n").count == 2)
            #expect(try await far.yoban("logs", "1", "--attempt", "1").out.contains("oops"))
            let (here, there) = (try await scene.yoban("show", "1", "--json"), try await far.yoban("show", "1", "--json"))
            #expect(there.status == 0 && there.out == here.out, "\(there)")
            #expect(try await far.yoban("rerun", "1").out == "Queued job 2, like job 1.\n")
            #expect(try await far.yoban("wait", "1", "2").status == 0)
        }
    }

    @Test("output arrives byte for byte, and the end of a job is the exit code")
    func bytes() async throws {
        try await Self.with { scene, _, far in
            #expect(try await far.yoban("enqueue", "raw", "--wait").status == 10)
            let log = try await scene.run(
                ["/bin/sh", "-c", "yoban logs 1 | od -An -tx1"], environment: far.environment)
            #expect(log.out == " 61 ff 00 62 0a\n", "\(log)")
            let again = try await far.yoban("enqueue", "month", "--param", "month=2026-02", "--unique-key", "k", "--in", "1h")
            #expect(again.out.contains("Queued job 2 (month, not before "), "\(again)")
            #expect(
                try await far.yoban("enqueue", "month", "--param", "month=2026-02", "--unique-key", "k").out.contains("Not queued: job 2"))
            #expect(try await far.yoban("show", "2").out.contains("month=2026-02"))
        }
    }

    @Test("workers and tokens are seen and changed there, by who may")
    func workersAndTokens() async throws {
        try await Self.with { scene, _, far in
            let host = ProcessInfo.processInfo.hostName
            let list = try await far.yoban("worker", "list", "--lang", "ja")
            #expect(list.out.contains("稼働中"), "\(list)")
            #expect(try await far.yoban("worker", "drain", host, "--wait").out.contains("takes no new job"))
            #expect(try await scene.yoban("worker", "list").out.contains("draining"))
            #expect(try await far.yoban("worker", "drain", "--undo", host).status == 0)
            let refused = try await far.yoban("token", "list")
            #expect(refused.status == 77 && refused.err.contains("scope admin"), "\(refused)")
            let admin = try await scene.yoban("token", "create", "boss", "--role", "admin").out.trimmingCharacters(in: .newlines)
            let boss = ["YOBAN_TOKEN": admin]
            let made = try await far.yoban("token", "create", "板", "--role", "viewer", environment: boss)
            #expect(made.out.contains(/^yb_[0-9a-f]{64}\n$/), "\(made)")
            #expect(try await far.yoban("token", "list", environment: boss).out.contains("板"))
            #expect(try await far.yoban("token", "revoke", "3", environment: boss).out == "Revoked token 3.\n")
            let gone = try await far.yoban("list", environment: ["YOBAN_TOKEN": made.out.trimmingCharacters(in: .newlines)])
            #expect(gone.status == 77 && gone.err.contains("wrong, revoked or expired"), "\(gone)")
        }
    }

    @Test("queues are paused, listed and resumed there, and a job that waits says so")
    func queues() async throws {
        try await Self.with { scene, _, far in
            #expect(try await far.yoban("queue", "pause", "default", "--reason", "月次の締め").out.hasPrefix("The queue default is paused."))
            let list = try await far.yoban("queue", "list")
            #expect(list.out.contains("by token:far since") && list.out.contains("月次の締め"), "\(list)")
            #expect(try await far.yoban("queue", "list", "--json").out == scene.yoban("queue", "list", "--json").out)
            #expect(try await far.yoban("enqueue", "raw").status == 0)
            #expect(try await far.yoban("show", "1").out.contains("the queue default is paused, by token:far"))
            let again = try await far.yoban("queue", "pause", "default")
            #expect(again.status == 1 && again.err.contains("paused already"), "\(again)")
            #expect(try await far.yoban("queue", "pause", "defualt").err.contains("Did you mean default?"))
            #expect(try await far.yoban("queue", "resume", "default").out == "The queue default is resumed.\n")
            #expect(try await far.yoban("wait", "1").status == 10)
        }
    }

    @Test("a wait lasts over a restart of the server")
    func restart() async throws {
        try await Self.with { scene, serve, far in
            let waiting = try far.start(["enqueue", "step", "--wait"])
            #expect(try await eventually { try await scene.yoban("list").out.contains("50%") })
            serve.signal(SIGTERM)
            #expect(await serve.ended().status == 0)
            try scene.write("go", "")
            let second = try scene.start([Scene.yoban, "serve"])
            #expect(try await eventually { second.out.contains("http.sock") })
            let ended = await waiting.ended()
            #expect(ended.status == 0, "\(ended)")
        }
    }

    @Test("what is wrong is said with the exit code for it")
    func wrong() async throws {
        try await Self.with { scene, _, far in
            func says(_ status: Int32, _ words: String, _ arguments: [String], _ environment: [String: String] = [:]) async throws {
                let ran = await (try far.start(arguments, environment)).ended()
                #expect(ran.status == status && ran.err.contains(words), "\(arguments) \(ran)")
            }
            try await says(1, "no job 99 (there is none yet)", ["show", "99"])
            try await says(64, "no definition has the key \"stepp\". Did you mean step?", ["enqueue", "stepp"])
            try await says(64, "the parameters of month are not right", ["enqueue", "month", "--param", "month=x"])
            try await says(64, "one job at a time", ["enqueue", "step", "raw"])
            try await says(69, "Connection refused. See whether it runs there", ["list", "--server", "http://127.0.0.1:1"])
            try await says(69, "No such file or directory", ["list", "--server", "unix:nothing.sock"])
            try await says(69, "can't be looked up", ["list", "--server", "http://nobody.invalid"])
            try await says(64, "no certificate (PEM) can be read from", ["list", "--ca-file", "none.pem"])
            try await says(64, "no certificate (PEM) can be read from", ["list", "--ca-file", "token"])
            try await says(64, "is no address of a server", ["list", "--server", "batch01"])
            try await says(64, "doesn't go together", ["list", "--server", "http://a", "--store", "sqlite:x.db"])
            try await says(77, "there is no token", ["list"], ["YOBAN_TOKEN_FILE": ""])
            try await says(77, "No such file", ["list", "--token-file", "none"])
            try await says(77, "is no token", ["list"], ["YOBAN_TOKEN": "a b"])
            try await says(77, "does not take this token", ["list"], ["YOBAN_TOKEN": "yb_00"])
            try await says(77, "このトークンを受け付けません", ["list", "--lang", "ja"], ["YOBAN_TOKEN": "yb_00"])
            // The store that is named goes before the server of the environment.
            let here = try await far.yoban("list", "--store", "sqlite:\(scene.folder)/yoban.db")
            #expect(here.status == 0 && here.err.contains("There are no jobs yet"), "\(here)")
        }
    }

    @Test("a server with TLS is believed by its authority's file only")
    func tls() async throws {
        let catalogue = """
            server: { listen: 127.0.0.1:0, tls: { certificate: cert.pem, key: key.pem } }
            jobs: { a: { command: ['true'] } }
            """
        try await Scene.with(catalogue) { scene in
            for name in ["", "other-"] {
                let made = try await scene.run([
                    "/usr/bin/openssl", "req", "-x509", "-newkey", "ec", "-pkeyopt", "ec_paramgen_curve:P-256", "-nodes", "-days", "2",
                    "-keyout", "\(name)key.pem", "-out", "\(name)cert.pem", "-subj", "/CN=localhost",
                    "-addext", "subjectAltName=DNS:localhost,IP:127.0.0.1",
                ])
                #expect(made.status == 0, "\(made.err)")
            }
            chmod("\(scene.folder)/key.pem", 0o600)
            let token = try await scene.yoban("token", "create", "far", "--role", "operator").out.trimmingCharacters(in: .newlines)
            let server = try scene.start([Scene.yoban, "server"])
            #expect(try await eventually { server.out.contains("https://") }, "\(server.out)\(server.err)")
            let address = try #require(server.out.firstMatch(of: /https:\/\/[0-9.]+:\d+/)).0
            let environment = ["YOBAN_TOKEN": token]
            for authority in [[], ["--ca-file", "other-cert.pem"]] {
                let doubted = try await scene.run([Scene.yoban, "list", "--server", "\(address)"] + authority, environment: environment)
                #expect(doubted.status == 69 && doubted.err.contains("CERTIFICATE_VERIFY_FAILED. If its certificate"), "\(doubted)")
            }
            let believed = try await scene.yoban("list", "--server", "\(address)", "--ca-file", "cert.pem", environment: environment)
            #expect(believed.status == 0, "\(believed)")
            let clear = try await scene.yoban(
                "list", "--server", "http\(address.dropFirst(5))", "--ca-file", "cert.pem", environment: environment)
            #expect(clear.status == 69, "\(clear)")
        }
    }
}
