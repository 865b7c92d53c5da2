import Foundation
import Testing

/// A folder with a catalogue and scripts, in which the built `yoban` is run as a person would.
final class Scene: Sendable {
    let folder: String
    private let workers = Workers()

    /// The folder of the test bundle, where the programs are built too.
    static let binaries: String = {
        let own = (try? FileManager.default.destinationOfSymbolicLink(atPath: "/proc/self/exe")) ?? ""
        let bundle = Bundle.allBundles.map(\.bundlePath).first { $0.hasSuffix(".xctest") }
        let folder = (own as NSString).deletingLastPathComponent
        return FileManager.default.isExecutableFile(atPath: folder + "/yoban")
            ? folder : ((bundle ?? CommandLine.arguments[0]) as NSString).deletingLastPathComponent
    }()
    static let yoban = binaries + "/yoban"
    /// The sources of the project, for the clients.
    static let project = String(#filePath.dropLast("/Tests/YobanCommandsTests/Support/Scene.swift".count))

    private init(_ catalogue: String, _ files: [String: String]) throws {
        folder = FileManager.default.temporaryDirectory.resolvingSymlinksInPath().path + "/yoban-cli-\(UUID().uuidString.prefix(8))"
        try FileManager.default.createDirectory(atPath: folder, withIntermediateDirectories: true, attributes: [.posixPermissions: 0o755])
        try write("yoban.yaml", catalogue)
        for (name, text) in files { try write(name, text, mode: 0o755) }
    }

    /// Runs `body` with a scene, and leaves nothing of it behind: no worker, no job, no file.
    static func with(
        _ catalogue: String, files: [String: String] = [:], worker: Bool = false, _ body: (Scene) async throws -> Void
    ) async throws {
        await Turnstile.shared.enter()
        do {
            try await play(catalogue, files, worker, body)
        } catch {
            await Turnstile.shared.leave()
            throw error
        }
        await Turnstile.shared.leave()
    }

    private static func play(
        _ catalogue: String, _ files: [String: String], _ worker: Bool, _ body: (Scene) async throws -> Void
    ) async throws {
        let scene = try Scene(catalogue, files)
        do {
            if worker { try await scene.startWorker() }
            try await body(scene)
        } catch {
            await scene.close()
            throw error
        }
        await scene.close()
    }

    private func close() async {
        for worker in await workers.taken() {
            worker.signal(SIGKILL)
            _ = await worker.ended()
        }
        // Shims and jobs carry the folder's name in their environment; only processes of this scene do. One that is just being killed may
        // have started another.
        for _ in 0..<200 {
            let left = Self.processes(naming: folder).filter { $0 != getpid() }
            if left.isEmpty { break }
            for pid in left { kill(pid, SIGKILL) }
            await pause(.milliseconds(20))
        }
        for name in ["", "/.yoban"] { chmod(folder + name, 0o755) }
        try? FileManager.default.removeItem(atPath: folder)
    }

    @discardableResult func write(_ name: String, _ text: String, mode: mode_t = 0o644) throws -> String {
        let path = folder + "/" + name
        try FileManager.default.createDirectory(
            atPath: (path as NSString).deletingLastPathComponent, withIntermediateDirectories: true, attributes: [.posixPermissions: 0o755])
        try Data(text.utf8).write(to: URL(fileURLWithPath: path))
        chmod(path, mode)
        return path
    }

    func environment(_ changes: [String: String]) -> [String: String] {
        let own = [
            "PATH": "\(Self.binaries):/usr/local/bin:/usr/bin:/bin", "HOME": folder, "LANG": "C.UTF-8", "TZ": "Asia/Tokyo", "SCENE": folder,
        ]
        return own.merging(changes) { $1 }
    }

    func start(_ arguments: [String], environment changes: [String: String] = [:]) throws -> Spawned {
        try Spawned(arguments, in: folder, environment: environment(changes), log: "\(folder)/\(UUID().uuidString)")
    }

    func run(_ arguments: [String], environment changes: [String: String] = [:]) async throws -> Ran {
        let program = try start(arguments, environment: changes)
        let ran = await program.ended()
        unlink(program.outFile)
        unlink(program.errFile)
        return ran
    }

    func yoban(_ arguments: String..., environment changes: [String: String] = [:]) async throws -> Ran {
        try await run([Self.yoban] + arguments, environment: changes)
    }

    /// Runs Python statements; `sql("…")` runs SQL on the store and gives all rows.
    func python(_ code: String) async throws -> Ran {
        let head = """
            import json, sqlite3, sys
            db = sqlite3.connect("\(folder)/yoban.db", timeout=20, isolation_level=None)
            def sql(text, *values): return db.execute(text, values).fetchall()

            """
        let ran = try await run(["/usr/bin/python3", "-c", head + code])
        #expect(ran.status == 0, "\(ran.err)")
        return ran
    }

    func json(_ arguments: String...) async throws -> [String: Any] {
        let ran = try await run([Self.yoban] + arguments + ["--json"])
        #expect(ran.status == 0, "\(ran.err)")
        return try #require(try JSONSerialization.jsonObject(with: Data(ran.out.utf8)) as? [String: Any])
    }

    /// Queues and returns the number.
    func enqueue(_ arguments: String...) async throws -> Int {
        let ran = try await run([Self.yoban, "enqueue"] + arguments + ["--json"])
        #expect(ran.status == 0, "\(ran.err)")
        let answer = try JSONSerialization.jsonObject(with: Data(ran.out.utf8)) as? [String: Any]
        return try #require(answer?["id"] as? Int)
    }

    func status(of id: Int) async throws -> String { try await json("show", "\(id)")["status"] as? String ?? "" }

    @discardableResult func startWorker(_ arguments: String...) async throws -> Spawned {
        let worker = try start([Self.yoban, "worker"] + arguments)
        await workers.add(worker)
        #expect(try await eventually { worker.out.contains("started") }, "\(worker.out)\(worker.err)")
        return worker
    }

    func forget(_ worker: Spawned) async { await workers.remove(worker) }

    /// Processes, other than `yoban` itself, whose environment or command names the text.
    static func processes(naming text: String) -> [pid_t] {
        let pids = (try? FileManager.default.contentsOfDirectory(atPath: "/proc"))?.compactMap { pid_t($0) } ?? []
        return pids.filter { pid in
            ["environ", "cmdline"].contains { file in
                FileManager.default.contents(atPath: "/proc/\(pid)/\(file)").map { String(decoding: $0, as: UTF8.self).contains(text) }
                    ?? false
            }
        }
    }
}

/// The workers of a scene that have not been waited for.
private actor Workers {
    private var all: [Spawned] = []
    func add(_ worker: Spawned) { all.append(worker) }
    func remove(_ worker: Spawned) { all.removeAll { $0 === worker } }
    func taken() -> [Spawned] {
        defer { all = [] }
        return all
    }
}

/// Lets so many scenes play at a time as the machine can carry: hundreds of processes at once would prove nothing.
private actor Turnstile {
    static let shared = Turnstile()
    private var free = 6
    private var waiting: [CheckedContinuation<Void, Never>] = []

    func enter() async {
        guard free == 0 else {
            free -= 1
            return
        }
        await withCheckedContinuation { waiting.append($0) }
    }

    func leave() {
        if waiting.isEmpty { free += 1 } else { waiting.removeFirst().resume() }
    }
}
