import Glibc
import Testing
import YobanExecution
import YobanRunFormat

@Suite("What a script gets", .timeLimit(.minutes(10)))
struct SurroundingsTests {
    @Test("the environment is what was declared, and the mark of the run; nothing of the worker's")
    func environment() async throws {
        try await withNight { night in
            setenv("YOBAN_WORKERS_OWN", "1", 1)
            _ = try await night.run(["/usr/bin/env"]) {
                $0.environment = [("名前", "夜番\n二行"), ("EMPTY", ""), ("YOBAN_TEST", "x")]
            }
            #expect(try night.output() == "名前=夜番\n二行\nEMPTY=\nYOBAN_TEST=x\nBATCH_ATTEMPT_ID=\(night.id)\n")
        }
    }

    @Test("only the three standard descriptors are open, and stdin is empty")
    func descriptors() async throws {
        try await withNight { night in
            // Without O_CLOEXEC: what a careless library in the worker would leave open.
            let leak = open("/dev/null", O_RDONLY)
            defer { close(leak) }
            _ = try await night.shell("cat; for f in /proc/self/fd/*; do [ -e $f ] && echo ${f##*/} $(readlink $f | cut -d: -f1); done")
            #expect(try night.output() == "0 /dev/null\n1 pipe\n2 pipe\n")
        }
    }

    @Test("signals are at their defaults and none is blocked, whatever the worker did to its own")
    func signals() async throws {
        try await withNight { night in
            Glibc.signal(SIGPIPE, SIG_IGN)
            Glibc.signal(SIGUSR1, SIG_IGN)
            _ = try await night.shell("cat /proc/self/status | grep -E '^Sig(Blk|Ign|Cgt)' | tr -d '\\t'")
            #expect(try night.output() == "SigBlk:0000000000000000\nSigIgn:0000000000000000\nSigCgt:0000000000000000\n")
        }
    }

    @Test("a session of its own, no terminal, the declared folder, umask and soft limits")
    func session() async throws {
        try await withNight { night in
            _ = try await night.shell(
                "read pid comm state ppid pgrp sid tty rest </proc/$$/stat; [ $pid = $sid ] && echo $tty; pwd; umask; ulimit -Sn"
            ) {
                $0.umask = 0o027
                $0.limits = [RunLimit(.openFiles, 99)]
            }
            #expect(try night.output() == "0\n\(night.base)\n0027\n99\n")
        }
    }

    @Test("arguments arrive byte for byte; no shell reads them")
    func arguments() async throws {
        try await withNight { night in
            let words = ["", " a  b ", "$HOME", "*", "'\"\\", "改行\nあり", "-n", String(repeating: "x", count: 100_000)]
            _ = try await night.run(["printf", "%s|"] + words)
            #expect(try night.output() == words.map { "\($0)|" }.joined())
        }
    }

    @Test("another user: numbers, groups, a scratch folder of their own, and no way back", .enabled(if: geteuid() == 0))
    func user() async throws {
        try await withNight { night in
            let nobody = try RunUser.named("nobody")
            let script = """
                id -u; id -g; id -G; touch "$1/mine" && stat -c %U:%a "$1"; cat \(night.state)/runs/*/spec 2>&1 | grep -c denied; echo x >/dev/stdout; echo y >/dev/stderr
                """
            let scratch = night.host.scratchDirectory(for: night.id)
            let result = try await night.run(["sh", "-c", script, "sh", scratch]) { $0.user = nobody }
            #expect(result.exitCode == 0)
            let identity = nobody.identity
            let groups = identity.groups.map(String.init).joined(separator: " ")
            #expect(try night.output() == "\(identity.uid)\n\(identity.gid)\n\(groups)\nnobody:700\n1\nx\ny\n")
            await night.host.acknowledge(night.id)
            #expect(access(scratch, F_OK) != 0)
        }
    }

    @Test("the worker's user by name, and an unknown one")
    func users() throws {
        #expect(try RunUser.current.identity.uid == geteuid())
        #expect(try RunUser.named("root").home == "/root")
        #expect(throws: RunError.noSuchUser("no-such-user-here")) { try RunUser.named("no-such-user-here") }
    }
}
