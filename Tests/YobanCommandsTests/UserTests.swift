import Foundation
import Testing

@Suite("People and their links, on the command line", .timeLimit(.minutes(20))) struct UserTests {
    private static let jobs = "jobs:\n  ok: { command: [sh, -c, 'true'] }\n"

    @Test(
        "a link is an address that a browser can open, as far as the catalogue tells it",
        arguments: [
            ("", "http://127.0.0.1:8740"), ("server: { listen: '[::1]:9000' }\n", "http://[::1]:9000"),
            ("server: { url: 'https://batch01.example/yoban/' }\n", "https://batch01.example/yoban"),
            ("server: { listen: unix:http.sock }\n", ""),
        ])
    func address(_ server: String, _ base: String) async throws {
        try await Scene.with(server + Self.jobs) { scene in
            let made = try await scene.yoban("user", "create", "yamada", "--role", "admin")
            #expect(made.status == 0, "\(made)")
            let link = try #require(made.out.wholeMatch(of: /(.*)\/sign-in\?link=(yl_[0-9a-f]{64})\n/), "\(made)")
            #expect(link.1 == base)
            #expect(made.err.contains("Made user yamada (admin)") && made.err.contains("works once, for 15m"), "\(made)")
            #expect(made.err.contains("server.url") == base.isEmpty)
            #expect(!made.err.contains(link.2))
        }
    }

    @Test("every address of this machine is told as its name, and TLS as https") func machine() async throws {
        try await Scene.with("server: { listen: 0.0.0.0:9000, tls: { certificate: cert.pem, key: key.pem } }\n" + Self.jobs) { scene in
            for file in ["cert.pem", "key.pem"] { try scene.write(file, "", mode: 0o600) }
            let made = try await scene.yoban("user", "create", "yamada", "--role", "admin")
            let host = ProcessInfo.processInfo.hostName
            #expect(made.out.hasPrefix("https://\(host):9000/sign-in?link="), "\(made)")
        }
    }

    @Test("a user is listed, changed, disabled and let in again; no list tells a secret") func life() async throws {
        try await Scene.with(Self.jobs) { scene in
            #expect(try await scene.yoban("user", "list").err.contains("yoban user create NAME --role admin"))
            var secrets = [try await scene.yoban("user", "create", "管理者", "--role", "admin").out]
            secrets.append(try await scene.yoban("user", "create", "yamada", "--role", "operator").out)
            let list = try await scene.yoban("user", "list", "--lang", "ja")
            #expect(list.out.contains("管理者") && list.out.contains("有効") && list.out.contains("operator"), "\(list)")
            let disabled = try await scene.yoban("user", "change", "yamada", "--role", "viewer", "--disable")
            #expect(disabled.out == "User yamada: viewer, disabled.\n", "\(disabled)")
            let refused = try await scene.yoban("user", "link", "yamada")
            #expect(refused.status == 1 && refused.out.isEmpty && refused.err.contains("--enable"), "\(refused)")
            let enabled = try await scene.yoban("user", "change", "yamada", "--enable", "--lang", "ja")
            #expect(enabled.out == "ユーザー「yamada」: viewer\n", "\(enabled)")
            let link = try await scene.yoban("user", "link", "yamada", "--valid", "2h")
            #expect(link.status == 0 && link.err.contains("works once, for 2h"), "\(link)")
            secrets.append(link.out)
            #expect(Set(secrets).count == 3)
            let users = try await scene.yoban("user", "list", "--json")
            let objects = try #require(try JSONSerialization.jsonObject(with: Data(users.out.utf8)) as? [[String: Any]])
            #expect(objects.map { $0["name"] as? String } == ["管理者", "yamada"])
            #expect(objects.map { $0["role"] as? String } == ["admin", "viewer"])
            #expect(objects.map { $0["disabled"] as? Bool } == [false, false] && objects[1]["last_sign_in_at"] is NSNull)
            // In the file is what opens nothing.
            let kept = try await scene.python("print(sql('SELECT * FROM sign_in_link'), sql('SELECT * FROM audit'))").out
            for secret in secrets.compactMap({ $0.firstMatch(of: /yl_([0-9a-f]{64})/)?.1 }) { #expect(!kept.contains(secret)) }
        }
    }

    @Test(
        "what can't be done says why and what to do, in both languages, and does nothing",
        arguments: [
            (["create", "yamada", "--role", "king"], 64, "king", "king"), (["create", "yamada"], 64, "--role", "--role"),
            (["create", " yamada", "--role", "viewer"], 64, "1 to 100 characters", "1〜100 文字"),
            (["create", "admin", "--role", "viewer"], 1, "is taken", "すでに使われています"),
            (["change", "admn", "--disable"], 1, "Did you mean admin?", "もしかして: admin"),
            (["change", "admin", "--disable"], 1, "last administrator", "最後の管理者"),
            (["change", "admin", "--role", "operator"], 1, "last administrator", "最後の管理者"),
            (["change", "admin"], 64, "say what to change", "どれかを指定"),
            (["change", "admin", "--enable", "--disable"], 64, "say what to change", "どれかを指定"),
            (["link", "nobody"], 1, "yoban user list", "yoban user list"), (["link", "admin", "--valid", "25h"], 64, "24 hours", "24 時間"),
            (["link", "admin", "--valid", "soon"], 64, "soon", "soon"),
        ] as [([String], Int32, String, String)])
    func mistakes(_ arguments: [String], _ status: Int32, _ en: String, _ ja: String) async throws {
        try await Scene.with(Self.jobs) { scene in
            _ = try await scene.yoban("user", "create", "admin", "--role", "admin")
            for (language, words) in [("en", en), ("ja", ja)] {
                let ran = try await scene.run([Scene.yoban, "user"] + arguments, environment: ["YOBAN_LANG": language])
                #expect(ran.status == status && ran.out.isEmpty && ran.err.contains(words), "\(ran)")
            }
            #expect(try await scene.python("print(sql('SELECT name, role, disabled FROM screen_user'))").out == "[('admin', 'admin', 0)]\n")
            #expect(try await scene.python("print(sql('SELECT count(*) FROM sign_in_link'))").out == "[(1,)]\n")
        }
    }

    @Test("a server without a user says how the first is made, and one with a user says nothing", arguments: ["serve", "server"])
    func first(_ command: String) async throws {
        try await Scene.with("server: { listen: unix:http.sock }\n" + Self.jobs) { scene in
            func run() async throws -> Ran {
                let server = try scene.start([Scene.yoban, command])
                #expect(try await eventually { server.out.contains("http.sock") }, "\(server.out)\(server.err)")
                server.signal(SIGTERM)
                return await server.ended()
            }
            let empty = try await run()
            #expect(empty.status == 0 && empty.err.contains("yoban user create NAME --role admin"), "\(empty)")
            _ = try await scene.yoban("user", "create", "yamada", "--role", "viewer")
            let later = try await run()
            #expect(later.status == 0 && later.err.isEmpty, "\(later)")
        }
    }
}
