import Foundation
import Testing

@Suite("Several hosts around one store", .timeLimit(.minutes(20))) struct HostsTests {
    private static let catalogue = """
        worker: { slots: 1, heartbeat: 1s, lease: 10s }
        jobs:
          talk: { command: [sh, -c, 'echo one; echo two >&2; while [ ! -e "$GO" ]; do sleep 0.05; done; printf three'], environment: { GO: SCENE/go } }
          there: { command: [sh, -c, 'hostname'], runs_on: batch02 }
          hang: { command: [sleep, '300'], retries: 1 }

        """

    /// A worker on a host of its own: another name, and a state directory that nobody else sees.
    private static let host = """
        hostname "$1"
        mkdir -p .yoban && mount -t tmpfs none .yoban
        exec "$2" worker
        """

    private static func with(
        _ kind: DatabaseServer.Kind, host: String = "batch02", _ body: (Scene, Spawned) async throws -> Void
    ) async throws {
        let database = try await DatabaseServer.shared(kind).makeDatabase()
        try await Scene.with("") { scene in
            try scene.write("yoban.yaml", "store: \(database.address)\n" + catalogue.replacing("SCENE", with: scene.folder))
            _ = try await scene.yoban("migrate")
            let worker = try scene.start(["/usr/bin/unshare", "-m", "-u", "sh", "-c", Self.host, "sh", host, Scene.yoban])
            do {
                #expect(try await eventually { worker.out.contains("worker started") }, "\(worker.out) \(worker.err)")
                try await body(scene, worker)
            } catch {
                worker.signal(SIGKILL)
                _ = await worker.ended()
                throw error
            }
            worker.signal(SIGKILL)
            _ = await worker.ended()
        }
    }

    @Test(
        "output is read from the store while it comes and afterwards, and a label finds its host", .enabled(if: getuid() == 0),
        arguments: DatabaseServer.Kind.allCases)
    func logs(_ kind: DatabaseServer.Kind) async throws {
        try await Self.with(kind) { scene, _ in
            let id = try await scene.enqueue("talk")
            let follow = try scene.start([Scene.yoban, "follow", "\(id)"])
            let logs = try scene.start([Scene.yoban, "logs", "-f", "\(id)"])
            #expect(try await eventually { logs.out == "one\ntwo\n" }, "\(logs.out)\(logs.err)")
            #expect(try await eventually { follow.out.contains("Started on batch02") && follow.out.contains(/\d\d:\d\d:\d\d  two\n/) })
            try scene.write("go", "")
            #expect(await logs.ended().out == "one\ntwo\nthree")
            let followed = await follow.ended()
            #expect(followed.status == 0 && followed.out.contains(/\d\d:\d\d:\d\d  three\n/), "\(followed)")
            #expect(try await scene.yoban("logs", "\(id)", "-n", "2").out == "two\nthree")
            let there = try await scene.enqueue("there")
            #expect(try await scene.yoban("wait", "\(there)").status == 0)
            #expect(try await scene.yoban("logs", "there").out == "batch02\n")
            #expect(try await scene.json("show", "there")["queue"] as? String == "default@batch02")
        }
    }

    @Test("a worker is listed, drained and let work again", .enabled(if: getuid() == 0), arguments: DatabaseServer.Kind.allCases)
    func drain(_ kind: DatabaseServer.Kind) async throws {
        try await Self.with(kind) { scene, _ in
            let list = try await scene.yoban("worker", "list")
            #expect(list.out.contains(/batch02  batch02-\w+ +live +0\/1 +default +/), "\(list)")
            let drained = try await scene.yoban("worker", "drain", "batch02", "--wait")
            #expect(drained.status == 0 && drained.out.contains("takes no new job"), "\(drained)")
            #expect(try await scene.yoban("worker", "list").out.contains("draining"))
            let id = try await scene.enqueue("there")
            let show = try await scene.yoban("show", "\(id)")
            #expect(show.out.contains("its workers are draining"), "\(show)")
            #expect(try await scene.yoban("worker", "drain", "batch02", "--undo").status == 0)
            #expect(try await scene.yoban("wait", "\(id)", "--timeout", "20s").status == 0)
            let unknown = try await scene.yoban("worker", "drain", "batch2")
            #expect(unknown.status == 1 && unknown.err.contains("Did you mean batch02?"), "\(unknown)")
        }
    }

    @Test(
        "a worker that is declared dead loses its jobs to the retry rules", .enabled(if: getuid() == 0),
        arguments: DatabaseServer.Kind.allCases)
    func declareDead(_ kind: DatabaseServer.Kind) async throws {
        try await Self.with(kind) { scene, worker in
            let id = try await scene.enqueue("hang")
            #expect(try await eventually { try await scene.status(of: id) == "running" })
            // The host falls: nothing of it is left.
            worker.signal(SIGKILL)
            let asked = try await scene.yoban("worker", "declare-dead", "batch02")
            #expect(asked.status == 64 && asked.err.contains("Its jobs: \(id)") && asked.err.contains("--yes"), "\(asked)")
            let dead = try await scene.yoban("worker", "declare-dead", "batch02", "--yes")
            #expect(dead.status == 0 && dead.out.contains("Job \(id) (hang): retry 1 of 1"), "\(dead)")
            #expect(try await scene.yoban("worker", "list", "--lang", "ja").out.contains("喪失"))
            #expect(try await scene.status(of: id) == "pending")
        }
    }

    @Test(
        "a scheduler makes due jobs ready for the workers of others", .enabled(if: getuid() == 0), arguments: DatabaseServer.Kind.allCases)
    func scheduler(_ kind: DatabaseServer.Kind) async throws {
        try await Self.with(kind) { scene, _ in
            let scheduler = try scene.start([Scene.yoban, "scheduler"])
            #expect(try await eventually { scheduler.out.contains("scheduler started") }, "\(scheduler.err)")
            let id = try await scene.enqueue("there", "--in", "1s")
            // A worker alone would look every ten seconds.
            let waited = try await scene.yoban("wait", "\(id)")
            #expect(waited.status == 0 && waited.seconds < 8, "\(waited)")
            scheduler.signal(SIGTERM)
            let ended = await scheduler.ended()
            #expect(ended.status == 0 && ended.out.contains("scheduler ended"), "\(ended)")
            #expect(FileManager.default.fileExists(atPath: scene.folder + "/.yoban/batch_job_scheduler.log"))
        }
    }

    @Test("a job that waits for its concurrency key, or for a worker of its queue, says so in both languages")
    func obstacles() async throws {
        let catalogue = """
            worker: { slots: 2 }
            jobs:
              one: { command: [sleep, '300'], concurrency: hubspot }
              far: { command: ['true'], queue: far }

            """
        try await Scene.with(catalogue, worker: true) { scene in
            let first = try await scene.enqueue("one")
            #expect(try await eventually { try await scene.status(of: first) == "running" })
            let second = try await scene.enqueue("one")
            #expect(try await eventually { try await scene.json("show", "\(second)")["hold"] as? String == "key" })
            let show = try await scene.yoban("show", "\(second)")
            #expect(show.out.contains("waits for a place of the key hubspot, taken by job \(first) (one)"), "\(show)")
            #expect(try await scene.yoban("show", "\(second)", "--lang", "ja").out.contains("同時実行キー hubspot の空きを待っています"))
            let far = try await scene.enqueue("far")
            #expect(try await scene.yoban("show", "\(far)").out.contains("no running worker takes from the queue far"))
            let list = try await scene.yoban("list")
            #expect(
                list.out.contains("waiting for key hubspot") && list.out.contains("QUEUE") && list.err.contains("the queue far"), "\(list)")
            #expect(try await scene.yoban("logs", "\(second)").err.contains("waits for a place of the key hubspot"))
        }
    }
}
