import Foundation
import Testing

@Suite("What a script leaves behind is ended and named", .timeLimit(.minutes(20))) struct EndingTests {
    @Test("a job ends with its main process; a background child is gone, and show names it") func background() async throws {
        let catalogue = "jobs:\n  bg: { command: [sh, -c, 'sleep 300 & exit 0'] }\n"
        try await Scene.with(catalogue, worker: true) { scene in
            let ran = try await scene.yoban("enqueue", "bg", "--wait")
            #expect(ran.status == 0 && ran.seconds < 10, "\(ran)")
            let id = try await scene.json("show", "bg")["id"] as? Int ?? 0
            #expect(Scene.processes(naming: "\(scene.folder)/.yoban/scratch/\(id)-").isEmpty)
            let english = try await scene.yoban("show", "bg")
            #expect(
                english.out.contains(/outlived it +\d+ sleep \(sleep 300\)\n/) && english.out.contains("0 processes left"), "\(english.out)"
            )
            let japanese = try await scene.yoban("show", "bg", "--lang", "ja")
            #expect(japanese.out.contains(/残存プロセス +\d+ sleep \(sleep 300\)\n/) && japanese.out.contains("残り 0"), "\(japanese.out)")
        }
    }

    @Test("a script that is deaf to SIGTERM, with a child in a session of its own, is wholly gone soon after the grace") func deaf()
        async throws
    {
        let catalogue = "jobs:\n  deaf: { command: [sh, -c, 'setsid sleep 300 & trap \"\" TERM; echo up; sleep 300'], grace: 2s }\n"
        try await Scene.with(catalogue, worker: true) { scene in
            let id = try await scene.enqueue("deaf")
            #expect(try await eventually { try await scene.yoban("logs", "\(id)").out == "up\n" })
            #expect(Scene.processes(naming: "\(scene.folder)/.yoban/scratch/\(id)-").count >= 3)
            let asked = ContinuousClock.now
            #expect(try await scene.yoban("stop", "\(id)").out == "Job \(id) is being stopped. Watch it: yoban follow \(id)\n")
            #expect(try await scene.yoban("wait", "\(id)").status == 11)
            #expect(ContinuousClock.now - asked < .seconds(10))
            #expect(Scene.processes(naming: "\(scene.folder)/.yoban/scratch/\(id)-").isEmpty)
        }
    }
}
