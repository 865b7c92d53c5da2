import Foundation
import Testing

@Suite("yoban queue", .timeLimit(.minutes(20))) struct QueueTests {
    private static let catalogue = """
        jobs:
          step: { command: ['true'] }
          night: { command: ['true'], queue: night, runs_on: gpu }

        """

    @Test("a paused queue holds its jobs, says by whom and why wherever they wait, and lets them go on when it is resumed")
    func pause() async throws {
        try await Scene.with(Self.catalogue, worker: true) { scene in
            let nothing = try await scene.yoban("queue", "list")
            #expect(nothing.status == 0 && nothing.out.isEmpty && nothing.err.contains("no queue is paused"), "\(nothing)")
            let paused = try await scene.yoban("queue", "pause", "default", "--reason", "月次の締め")
            #expect(paused.status == 0, "\(paused)")
            #expect(paused.out == "The queue default is paused. To resume it: yoban queue resume default\n")
            let id = try await scene.enqueue("step")
            for (arguments, words) in [
                (["show", "\(id)"], "the queue default is paused, by "), (["show", "\(id)", "--lang", "ja"], "キュー default は一時停止中です"),
                (["list"], "its queue is paused"), (["list", "--lang", "ja"], "キューは一時停止中"),
            ] {
                let shown = try await scene.run([Scene.yoban] + arguments)
                #expect(shown.out.contains(words) && (shown.out + shown.err).contains("月次の締め"), "\(shown)")
            }
            let followed = try scene.start([Scene.yoban, "enqueue", "step", "--follow"])
            #expect(try await eventually { followed.out.contains("Waiting: the queue default is paused, by ") }, "\(followed.out)")
            let list = try await scene.yoban("queue", "list")
            #expect(list.out.contains(/default +2 +0 +0 +\S+ +by \S+ since .+: 月次の締め/), "\(list)")
            let queues = try #require(
                try JSONSerialization.jsonObject(with: Data(try await scene.yoban("queue", "list", "--json").out.utf8)) as? [[String: Any]])
            #expect((queues.first?["paused"] as? [String: Any])?["reason"] as? String == "月次の締め" && queues.first?["ready"] as? Int == 2)
            let again = try await scene.yoban("queue", "pause", "default")
            #expect(again.status == 1 && again.err.contains("paused already") && again.err.contains("月次の締め"), "\(again)")
            #expect(try await scene.status(of: id) == "pending")
            #expect(try await scene.yoban("queue", "resume", "default").out == "The queue default is resumed.\n")
            let ended = await followed.ended()
            #expect(ended.status == 0 && ended.out.components(separatedBy: "is paused").count == 2, "said once: \(ended)")
            #expect(try await scene.yoban("wait", "\(id)").status == 0)
        }
    }

    @Test("what can't be paused or resumed says why, and what would be right")
    func refused() async throws {
        try await Scene.with(Self.catalogue) { scene in
            let unknown = try await scene.yoban("queue", "pause", "nigth")
            #expect(unknown.status == 1 && unknown.err.contains("Did you mean night? Known: default, night."), "\(unknown)")
            let labelled = try await scene.yoban("queue", "pause", "night@gpu")
            #expect(labelled.status == 64 && labelled.err.contains("Name it without: night"), "\(labelled)")
            let long = try await scene.yoban("queue", "pause", "night", "--reason", String(repeating: "夜", count: 501))
            #expect(long.status == 64 && long.err.contains("at most 500"), "\(long)")
            let open = try await scene.yoban("queue", "resume", "night")
            #expect(open.status == 1 && open.err.contains("is not paused. Paused: none."), "\(open)")
            #expect(try await scene.yoban("queue", "pause", "night", "--reason", "a\nb\u{1B}[31m").status == 0)
            let id = try await scene.enqueue("night")
            let show = try await scene.yoban("show", "\(id)")
            // The queue of its label is held, which has no worker either.
            #expect(show.out.contains("the queue night is paused") && !show.out.contains("\u{1B}[31m"), "\(show)")
            #expect(try await scene.yoban("queue", "list", "--lang", "ja").out.contains(/night@gpu +1 .*から、理由: a/))
        }
    }
}
