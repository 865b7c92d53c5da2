import Foundation
import Testing

@Suite("Shell completions", .timeLimit(.minutes(20))) struct CompletionTests {
    private static let catalogue = "jobs:\n  profit-management: { command: [sh, -c, 'true'] }\n  purchase: { command: [sh, -c, 'true'] }\n"

    private static func script(_ shell: String, _ scene: Scene) async throws -> String {
        let ran = try await scene.yoban("--generate-completion-script", shell)
        #expect(ran.status == 0 && ran.err.isEmpty && ran.out.utf8.count > 1000)
        return try scene.write("completion.\(shell)", ran.out)
    }

    @Test("bash offers commands, options, real keys and real numbers") func bash() async throws {
        try await Scene.with(Self.catalogue) { scene in
            let file = try await Self.script("bash", scene)
            _ = try await scene.yoban("enqueue", "purchase", "purchase", "--in", "1h")
            _ = try await scene.yoban("stop", "1")
            let offer = """
                source \(file)
                offer() {
                    COMP_WORDS=("$@"); COMP_CWORD=$(($# - 1)); COMP_LINE="$*"; COMP_POINT=${#COMP_LINE}; COMPREPLY=()
                    _yoban yoban "${COMP_WORDS[COMP_CWORD]}" "${COMP_WORDS[COMP_CWORD-1]}"
                    echo "$(printf '%s\\n' "${COMPREPLY[@]}" | sed 's/ *$//' | sort | tr '\\n' ' ')"
                }
                offer yoban ret
                offer yoban enqueue p
                offer yoban show ''
                offer yoban stop ''
                offer yoban retry ''
                offer yoban list --stat
                offer yoban list --status ''
                """
            let ran = try await scene.run(["/bin/bash", "-c", offer])
            #expect(
                ran.lines.map { $0.trimmingCharacters(in: .whitespaces) } == [
                    "retry", "profit-management purchase", "1 2 profit-management purchase", "2", "1", "--status",
                    "completed failed pending running stopped",
                ], "\(ran)")
        }
    }

    @Test("zsh and fish can read theirs, where they are installed", arguments: [("zsh", ["-n"]), ("fish", ["--no-execute"])]) func syntax(
        _ shell: String, _ flags: [String]
    ) async throws {
        try await Scene.with(Self.catalogue) { scene in
            let file = try await Self.script(shell, scene)
            guard FileManager.default.isExecutableFile(atPath: "/usr/bin/\(shell)") else { return }
            let ran = try await scene.run(["/usr/bin/\(shell)"] + flags + [file])
            #expect(ran.status == 0 && ran.err.isEmpty, "\(ran)")
        }
    }

    @Test("with a broken catalogue, no store or a locked one, nothing is said, offered or made") func silent() async throws {
        try await Scene.with(Self.catalogue) { scene in
            func offered(_ command: String) async throws -> Ran {
                try await scene.yoban(
                    "---completion", command, "--", "positional@0", "2", "0", "yoban", command, "", environment: ["SAP_SHELL": "bash"])
            }
            let none = try await offered("show")
            #expect(none.status == 0 && none.out == "profit-management\npurchase\n" && none.err.isEmpty, "\(none)")
            #expect(!FileManager.default.fileExists(atPath: scene.folder + "/yoban.db"))
            _ = try await scene.enqueue("purchase")
            #expect(try await offered("show").out == "1\nprofit-management\npurchase\n")
            let holder = try scene.start(
                [
                    "/usr/bin/python3", "-c",
                    "import sqlite3, time; d = sqlite3.connect('yoban.db', isolation_level=None); d.execute('PRAGMA locking_mode = EXCLUSIVE'); d.execute('BEGIN EXCLUSIVE'); print('held', flush=True); time.sleep(60)",
                ])
            #expect(try await eventually { holder.out == "held\n" })
            let locked = try await offered("show")
            #expect(locked.status == 0 && locked.err.isEmpty && locked.seconds < 5, "\(locked)")
            holder.signal(SIGKILL)
            _ = await holder.ended()
            try scene.write("yoban.yaml", "jobs: [\n")
            let broken = try await offered("show")
            #expect(broken.status == 0 && broken.out.filter { $0 != "\n" }.isEmpty && broken.err.isEmpty, "\(broken)")
        }
    }
}
