import Foundation
import Testing

/// A mistake and what is said about it.
struct Mistake: Sendable, CustomTestStringConvertible {
    let what: String
    var catalogue = "jobs:\n  ok: { command: [sh, -c, 'true'] }\n"
    var arguments = ["check"]
    var status: Int32 = 78
    /// All of these must be said.
    let en: [String]
    let ja: [String]

    var testDescription: String { what }
}

@Suite("Bad input gets a clear error in both languages, and nothing is half done", .timeLimit(.minutes(20))) struct BadInputTests {
    private static let keys = "jobs:\n  profit-management: { command: [sh, -c, 'true'] }\n  purchase: { command: [sh, -c, 'true'] }\n"
    private static let month =
        "jobs:\n  ok:\n    command: [sh, -c, 'true']\n    parameters: { month: { type: text, matches: '\\d{4}-\\d{2}' } }\n"

    static let mistakes: [Mistake] = [
        .init(
            what: "an unknown key", catalogue: keys, arguments: ["enqueue", "purchase", "profit-managment"], status: 64,
            en: ["no definition has the key", "Did you mean profit-management?", "yoban check"],
            ja: ["「profit-managment」は定義されていません", "もしかして: profit-management", "yoban check"]),
        .init(
            what: "a missing parameter", catalogue: month, arguments: ["enqueue", "ok"], status: 64, en: ["month"], ja: ["month", "パラメータ"]),
        .init(
            what: "a wrong parameter", catalogue: month, arguments: ["enqueue", "ok", "--param", "month=Feb"], status: 64,
            en: ["month", "Feb", #"\d{4}-\d{2}"#], ja: ["month", "Feb", #"\d{4}-\d{2}"#]),
        .init(what: "bad YAML", catalogue: "jobs:\n  ok: { command: [sh\n", en: ["yoban.yaml:", "error:"], ja: ["yoban.yaml:", "エラー:"]),
        .init(
            what: "an unknown field", catalogue: "jobs:\n  ok:\n    comand: [sh]\n", en: ["yoban.yaml:3:5: error:", "comand", "command"],
            ja: ["yoban.yaml:3:5: エラー:", "comand", "command"]),
        .init(
            what: "an impossible schedule", catalogue: "jobs:\n  ok: { command: [sh, -c, 'true'], schedule: '0 0 31 2 *' }\n",
            en: ["yoban.yaml:2:", "February has no day 31"], ja: ["yoban.yaml:2:", "2月に31日はない"]),
        .init(
            what: "a schedule that is none", catalogue: "jobs:\n  ok: { command: [sh, -c, 'true'], schedule: 'nightly' }\n",
            en: ["yoban.yaml:2:", "Needed: 5", "@daily"], ja: ["yoban.yaml:2:", "必要なのは 5 個", "@daily"]),
        .init(what: "a missing script", catalogue: "jobs:\n  ok: { command: [scripts/gone.py] }\n", en: ["gone.py"], ja: ["gone.py"]),
        .init(
            what: "a script that is not executable", catalogue: "jobs:\n  ok: { command: [scripts/plain] }\n", en: ["chmod +x"],
            ja: ["chmod +x"]),
        .init(
            what: "a wrong interpreter line", catalogue: "jobs:\n  ok: { command: [scripts/alien] }\n", en: ["/usr/bin/pyhton3"],
            ja: ["/usr/bin/pyhton3"]),
        .init(
            what: "a missing cwd", catalogue: "jobs:\n  ok: { command: [sh, -c, 'true'], cwd: nowhere }\n", en: ["nowhere"], ja: ["nowhere"]
        ),
        .init(
            what: "an unknown user", catalogue: "jobs:\n  ok: { command: [sh, -c, 'true'], user: nobody-we-know }\n",
            en: ["nobody-we-know"],
            ja: ["nobody-we-know"]),
        .init(what: "an empty command", catalogue: "jobs:\n  ok: { command: [] }\n", en: ["command"], ja: ["command"]),
        .init(what: "no catalogue at all", catalogue: "", arguments: ["list"], en: ["yoban.yaml"], ja: ["yoban.yaml"]),
        .init(
            what: "an id that is no number", arguments: ["show", "abc"], status: 64, en: ["not a job's number", "yoban list"],
            ja: ["ジョブ番号ではありません", "yoban list"]),
        .init(
            what: "an id that is too large", arguments: ["stop", "9223372036854775808"], status: 64, en: ["from 1 to 9223372036854775807"],
            ja: ["1 から 9223372036854775807"]),
        .init(
            what: "an unknown id", arguments: ["retry", "9999"], status: 1, en: ["no job 9999 (there is none yet)", "yoban list"],
            ja: ["ジョブ 9999 はありません（まだ 1 件もありません）", "yoban list"]),
        .init(
            what: "an unknown command", arguments: ["enq"], status: 64, en: ["no command 'enq'", "yoban enqueue"],
            ja: ["「enq」というコマンドはありません", "yoban enqueue"]),
        .init(
            what: "an unknown option", arguments: ["list", "--jsn"], status: 64, en: ["--jsn", "--json"],
            ja: ["オプション --jsn はありません", "--json"]),
    ]

    @Test("in the catalogue and the arguments", arguments: mistakes) func mistake(_ mistake: Mistake) async throws {
        let files = ["scripts/alien": "#!/usr/bin/pyhton3\n"]
        try await Scene.with(mistake.catalogue, files: files) { scene in
            try scene.write("scripts/plain", "#!/bin/sh\n", mode: 0o644)
            for (language, words) in [("en", mistake.en), ("ja", mistake.ja)] {
                let ran = try await scene.run([Scene.yoban] + mistake.arguments, environment: ["YOBAN_LANG": language])
                #expect(ran.status == mistake.status, "\(ran)")
                #expect(ran.out.isEmpty)
                for word in words { #expect(ran.err.contains(word), "\(ran.err)") }
                let isJapanese = ran.err.unicodeScalars.contains { (0x3040...0x30FF).contains($0.value) }
                #expect(isJapanese == (language == "ja"), "\(ran.err)")
            }
            let rows = try await scene.python(
                "print(sql(\"SELECT count(*) FROM sqlite_master WHERE name = 'batch_job_queue'\")[0][0] and sql('SELECT count(*) FROM batch_job_queue')[0][0])"
            )
            #expect(rows.out == "0\n")
        }
    }

    @Test("several numbers, one of them wrong, change nothing", arguments: [["stop"], ["retry"]]) func allOrNone(_ command: [String])
        async throws
    {
        try await Scene.with("jobs:\n  ok: { command: [sh, -c, 'true'] }\n") { scene in
            let id = try await scene.enqueue("ok")
            if command == ["retry"] { _ = try await scene.yoban("stop", "\(id)") }
            let before = try await scene.status(of: id)
            for (wrong, status) in [("9999", 1), ("x", 64)] as [(String, Int32)] {
                let ran = try await scene.run([Scene.yoban] + command + ["\(id)", wrong])
                #expect(ran.status == status && ran.out.isEmpty, "\(ran)")
                #expect(try await scene.status(of: id) == before)
            }
        }
    }

    @Test("a script that went away between queueing and running fails its job and says so") func scriptGone() async throws {
        try await Scene.with("jobs:\n  ok: { command: [scripts/a.sh] }\n", files: ["scripts/a.sh": "#!/bin/sh\n"]) { scene in
            let id = try await scene.enqueue("ok")
            try FileManager.default.removeItem(atPath: scene.folder + "/scripts/a.sh")
            try await scene.startWorker()
            let ran = try await scene.yoban("wait", "\(id)")
            #expect(ran.status == 10 && ran.err.contains("a.sh"), "\(ran)")
            let logs = try await scene.yoban("logs", "\(id)")
            #expect(logs.status == 0 && logs.out.isEmpty && logs.err.contains("a.sh"), "\(logs)")
        }
    }

    @Test("a name with line breaks, emoji and controls stays on its line, and one of 10,000 characters breaks nothing") func names()
        async throws
    {
        let script = "#!/bin/sh\necho ran\n"
        try await Scene.with("jobs: {}\nallowed_script_roots: [scripts]\n", files: ["scripts/a.sh": script]) { scene in
            _ = try await scene.yoban("list")
            _ = try await scene.python(
                """
                for name in ["one\\ntwo\\r\\x1b[31mred\\x07", "夜番👨‍👩‍👧‍👦🏳️‍🌈", "長" * 10000, ""]:
                    sql("INSERT INTO batch_job_queue (job_name, script_path, status, priority) VALUES (?, ?, 'pending', 1)", name, "\(scene.folder)/scripts/a.sh")
                """)
            try await scene.startWorker()
            let ids = ["1", "2", "3", "4"]
            let waited = try await scene.run([Scene.yoban, "follow"] + ids)
            #expect(waited.status == 0, "\(waited)")
            let list = try await scene.yoban("list")
            #expect(list.lines.count == 5 && list.lines[4].contains(#"one\ntwo\r\e[31mred\x07"#), "\(list.lines.map { $0.prefix(200) })")
            for id in ids {
                let show = try await scene.yoban("show", id)
                #expect(show.status == 0 && show.out.utf8.count < 3000 && !show.out.contains("\u{1B}[31m"), "\(show.out.prefix(4000))")
                #expect(try await scene.yoban("logs", id).out == "ran\n")
            }
            let names = try await scene.python(
                "import subprocess\nprint([len(j['job_name']) for j in json.loads(subprocess.check_output(['yoban', 'list', '--json']))])")
            #expect(names.out == "[0, 10000, 13, 17]\n", "\(names.out)")
        }
    }

    @Test("binary output comes back byte for byte") func binary() async throws {
        let catalogue = "jobs:\n  b: { command: [python3, -c, 'import sys; sys.stdout.buffer.write(bytes(range(256)) * 64)'] }\n"
        try await Scene.with(catalogue, worker: true) { scene in
            #expect(try await scene.yoban("enqueue", "b", "--follow").status == 0)
            let same = try await scene.run([
                "/bin/sh", "-c",
                "yoban logs b >out; python3 -c 'import sys; sys.exit(open(\"out\",\"rb\").read() != bytes(range(256)) * 64)'",
            ])
            #expect(same.status == 0)
        }
    }

    @Test("one line of 300 MB is followed, kept at both ends and counted") func longLine() async throws {
        let catalogue = "jobs:\n  l: { command: [sh, -c, 'head -c 300000000 /dev/zero | tr \"\\000\" x; echo end'] }\n"
        try await Scene.with(catalogue, worker: true) { scene in
            let ran = try await scene.yoban("enqueue", "l", "--follow")
            #expect(ran.status == 0 && ran.out.utf8.count < 100_000, "\(ran.out.prefix(500))")
            let log = try await scene.run(["/bin/sh", "-c", "yoban logs l | wc -c; yoban logs l -n 1 | tail -c 5"])
            let size = Int(log.lines.first ?? "") ?? 0
            #expect((1_000_000..<40_000_000).contains(size) && log.lines.last == "xend", "\(log)")
            let show = try await scene.yoban("show", "l")
            #expect(show.out.contains("output 300.0 MB") && show.out.contains("output cut"), "\(show.out)")
        }
    }
}
