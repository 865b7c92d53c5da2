import Foundation
import Testing

@Suite("Both languages, whole", .timeLimit(.minutes(20))) struct LanguageTests {
    private static let commands = [
        "", "enqueue", "list", "show", "logs", "follow", "wait", "stop", "retry", "rerun", "run", "progress", "worker", "worker run",
        "worker list", "worker drain", "worker declare-dead", "serve", "scheduler", "check", "migrate", "server", "token", "token create",
        "token list", "token revoke", "queue", "queue list", "queue pause", "queue resume",
        "user", "user create", "user list", "user change", "user link",
    ]
    private static let ok = "jobs:\n  ok: { command: [sh, -c, 'true'] }\n"

    @Test("the help of every command is wholly Japanese, and no line is wider than the terminal", arguments: commands) func help(
        _ command: String
    ) async throws {
        try await Scene.with(Self.ok) { scene in
            for (language, first) in [("ja", "概要: "), ("en", "OVERVIEW: ")] {
                let ran = try await scene.run(
                    [Scene.yoban] + command.split(separator: " ").map(String.init) + ["--help", "--lang", language])
                #expect(ran.status == 0 && ran.out.hasPrefix(first) && ran.err.isEmpty, "\(ran)")
                for line in ran.out.split(separator: "\n") { #expect(width(line) <= 80, "\(line)") }
                guard language == "ja" else { continue }
                // What is left of Latin words: commands, options, placeholders, examples, proper names.
                let known = Set(
                    (Self.commands.flatMap { $0.split(whereSeparator: { " -".contains($0) }).map(String.init) } + [
                        "yoban", "json", "state", "ja", "en", "key", "name", "value", "n", "time", "duration", "file", "id", "glob",
                        "status", "folder", "url", "sqlite", "mysql", "postgres", "store", "undo", "ID",
                        "amount", "message", "yaml", "h", "m", "JSON", "SQL", "HTTP", "API", "address", "unix", "off", "role", "scope",
                        "viewer", "operator", "admin", "jobs", "d", "https", "PEM", "CA", "SIGTERM", "SIGKILL", "Ctrl", "C", "f", "help",
                        "text", "label",
                    ]).map { $0.lowercased() })
                let options = ran.out.replacing(/--[a-z-]+/, with: "")
                for word in options.matches(of: /[A-Za-z]+/) {
                    #expect(known.contains(word.output.lowercased()), "\(word.output) in: \(ran.out)")
                }
            }
        }
    }

    @Test(
        "the parser's own complaints are Japanese too",
        arguments: [
            (["logs"], "エラー: 引数 <id> が必要です"), (["logs", "1", "-n"], "エラー: -n <n> の値が必要です"),
            (["logs", "1", "-n", "x"], "エラー: -n <n> に「x」は使えません"), (["list", "--jsno"], "エラー: オプション --jsno はありません。もしかして: --json"),
            (["list", "-q"], "エラー: オプション -q はありません"), (["list", "a"], "エラー: 余分な引数があります: a"),
            (["list", "a", "b"], "エラー: 余分な引数が 2 個あります"), (["list", "--json=x"], "エラー: オプション --json に値は付けられません: x"),
            (["list", "--lang", "fr"], "エラー: --lang に使えるのは ja と en です: fr"),
            (["--generate-completion-script", "ksh"], "エラー: 「ksh」用の補完は作れません。"),
        ] as [([String], String)])
    func complaints(_ arguments: [String], _ words: String) async throws {
        try await Scene.with(Self.ok) { scene in
            let ran = try await scene.run([Scene.yoban] + arguments, environment: ["LANG": "ja_JP.UTF-8"])
            #expect(ran.status == 64 && ran.err.hasPrefix(words), "\(ran)")
            for english in ["Error", "Usage", "See ", "Help", "Please"] { #expect(!ran.err.contains(english), "\(ran.err)") }
        }
    }

    @Test("the flag goes before the environment, the catalogue and the locale; a catalogue's language and time zone hold for every word")
    func choice() async throws {
        try await Scene.with("language: ja\ntime_zone: America/New_York\n" + Self.ok) { scene in
            #expect(
                try await scene.yoban("enqueue", "ok", "--at", "2030-01-01 00:00").out
                    == "ジョブをキューに追加しました: ok (ID: 1)、優先度 0、2030-01-01 00:00:00 以降に開始\n")
            #expect(try await scene.json("show", "1")["run_after"] as? String == "2030-01-01T05:00:00Z")
            let list = try await scene.yoban("list")
            #expect(list.out.contains("◌ 待機中") && list.out.contains("状態") && !list.out.contains("pending"), "\(list)")
            #expect(try await scene.yoban("list", "--lang", "en").out.contains("◌ pending"))
            #expect(try await scene.yoban("list", environment: ["YOBAN_LANG": "en"]).out.contains("◌ pending"))
            let unknown = try await scene.yoban("show", "9")
            #expect(unknown.err.contains("ジョブ 9 はありません"))
            // Without UTF-8 the symbols are ASCII.
            #expect(try await scene.yoban("list", environment: ["LANG": "C"]).out.contains("o 待機中"))
        }
    }

    /// In cells, for the characters that are used here.
    private func width(_ line: some StringProtocol) -> Int { line.unicodeScalars.reduce(0) { $0 + ($1.value >= 0x2E80 ? 2 : 1) } }
}
