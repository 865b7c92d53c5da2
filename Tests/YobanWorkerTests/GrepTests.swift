import Foundation
import Testing
import YobanCore
import YobanTestKit
import YobanWorker

/// The greps of the seed's two documents, run as they stand there on a real log of four jobs.
@Suite("The seed's greps", .timeLimit(.minutes(10)))
struct GrepTests {
    private struct Night {
        var completed = JobID(0)
        var failed = JobID(0)
        var timedOut = JobID(0)
        var stopped = JobID(0)
    }

    /// Four jobs that end in the four ways, written to the log by the worker's own hand.
    private func withLog(_ language: Language = .japanese, _ body: (Place, Night) async throws -> Void) async throws {
        try await withPlace { place in
            let store = MemoryStore()
            let ok = try place.define("profit-management", "echo '物件 285 件を処理しました'; printf '\\r 10%%\\r100%%\\n' >&2")
            let fails = try place.define("bad", "echo 'before'; echo 'Traceback: ERROR ない' >&2; printf 'ends without newline' >&2; exit 3")
            let slow = try place.define("slow", "echo working; exec sleep 300") { $0.timeout = .milliseconds(200) }
            let long = try place.define("long", "touch up; exec sleep 300")
            var night = Night()
            night.completed = try await store.add(ok)
            night.failed = try await store.add(fails)
            night.timedOut = try await store.add(slow)
            night.stopped = try await store.add(long)
            let log = WorkerLog(
                file: RotatingLogFile(path: place.settings.worker.logFile, limit: 1_000_000, keep: 2), language: language,
                repeatsOnStandardOutput: false, now: wallClock)
            let process = try place.start(store) { $0.language = language }
            try await until { TestFiles.exists(place.folder + "/up") }
            _ = try await store.requestStop(night.stopped, now: wallClock())
            process.worker.wakeForStop()
            for id in [night.completed, night.failed, night.timedOut, night.stopped] { _ = try await store.finished(id) }
            await process.stop()
            for event in place.events { log.write(event) }
            try await body(place, night)
        }
    }

    private func grep(_ arguments: [String], _ place: Place) async throws -> [String] {
        try await output(of: "/bin/grep", arguments + [place.settings.worker.logFile]).split(separator: "\n").map(String.init)
    }

    @Test("every line is a record in the seed's form, and level names are English")
    func form() async throws {
        try await withLog { place, _ in
            let all = try await grep(["-c", ""], place)
            let wellFormed = try await grep(
                ["-cE", "^[0-9]{4}-[0-9]{2}-[0-9]{2} [0-9:]{8},[0-9]{3} - batch_job_worker - (DEBUG|INFO|WARNING|ERROR) - "], place)
            #expect(all == wellFormed)
        }
    }

    @Test("grep -i error: the failed and the timed-out job and what the failed one said, not the completed one")
    func errors() async throws {
        try await withLog { place, night in
            let lines = try await grep(["-i", "error"], place)
            for id in [night.failed, night.timedOut] {
                #expect(lines.contains { $0.contains(" - ERROR - ジョブの実行に失敗しました - ジョブID: \(id),") })
            }
            #expect(lines.contains { $0.hasSuffix("ジョブの標準エラー出力 - ジョブID: \(night.failed): Traceback: ERROR ない") })
            #expect(!lines.contains { $0.contains("ジョブID: \(night.completed)") || $0.contains("ジョブID: \(night.stopped)") })
        }
    }

    @Test(#"grep "ジョブID: N": the whole life of one job"#)
    func oneJob() async throws {
        try await withLog { place, night in
            let lines = try await grep(["ジョブID: \(night.completed)"], place)
            #expect(lines.first?.contains("ジョブを取得しました") == true)
            #expect(lines.contains { $0.hasSuffix("ジョブの標準出力 - ジョブID: \(night.completed): 物件 285 件を処理しました") })
            #expect(lines.last?.contains("ジョブが完了しました") == true)
            #expect(try await grep(["-A", "50", "ジョブID: \(night.completed)"], place).count > lines.count)
        }
    }

    @Test("the outputs of jobs, one record for each line, of a progress bar its last state")
    func outputs() async throws {
        try await withLog { place, night in
            let out = try await grep(["ジョブの標準出力"], place)
            #expect(out.map { $0.suffix(4) } == ["しました", "fore", "king"])
            let errors = try await grep(["ジョブの標準エラー出力"], place)
            #expect(
                errors.map { String($0.drop { $0 != "ジ" }) } == [
                    "ジョブの標準エラー出力 - ジョブID: \(night.completed): 100%",
                    "ジョブの標準エラー出力 - ジョブID: \(night.failed): Traceback: ERROR ない",
                    "ジョブの標準エラー出力 - ジョブID: \(night.failed): ends without newline",
                ])
        }
    }

    @Test(#"grep "ジョブの実行に失敗しました" and grep "タイムアウト": those jobs and no others"#)
    func failures() async throws {
        try await withLog { place, night in
            let failed = try await grep(["ジョブの実行に失敗しました"], place)
            #expect(failed.count == 2 && failed[0].contains("ジョブID: \(night.failed), 終了コード 3"))
            let around = try await grep(["-B", "5", "-A", "20", "ジョブの実行に失敗しました"], place)
            #expect(around.contains { $0.contains("Traceback") })
            let timeouts = try await grep(["タイムアウト"], place)
            #expect(timeouts.count == 1 && timeouts[0].contains("ジョブID: \(night.timedOut), タイムアウト: "))
        }
    }

    @Test("a stopped job is a warning, and says that the stop was asked for")
    func stopped() async throws {
        try await withLog { place, night in
            let lines = try await grep(["ジョブID: \(night.stopped)"], place)
            #expect(lines.contains { $0.contains(" - WARNING - 停止要求を受け付けました") })
            #expect(lines.last?.contains(" - WARNING - ジョブを停止しました") == true)
        }
    }

    @Test("in English the log says the same without a Japanese word of its own")
    func english() async throws {
        try await withLog(.english) { place, night in
            let lines = try await grep(["job: \(night.timedOut)"], place)
            #expect(lines.last?.contains(" - ERROR - job failed - job: \(night.timedOut), timeout: ended after 1 s") == true)
            #expect(try await grep(["-c", "standard error of the job"], place) == ["3"])
        }
    }
}

@Suite("What of a job's output is repeated in the log", .timeLimit(.minutes(10)))
struct OutputExcerptTests {
    private func repeated(_ body: String, limit: Int) async throws -> (out: [String], errors: [String]) {
        var result: (out: [String], errors: [String]) = ([], [])
        try await withPlace { place in
            let store = MemoryStore()
            let id = try await store.add(place.define("prints", body))
            try place.start(store) { $0.worker.logOutput = limit }
            _ = try await store.finished(id)
            for case .output(_, let stream, let line, _) in place.events {
                if stream == .standardOutput { result.out.append(line) } else { result.errors.append(line) }
            }
        }
        return result
    }

    @Test("the end is kept, cut to the limit, and the cut is marked")
    func cut() async throws {
        let found = try await repeated("seq 1 1000; echo oops >&2", limit: 20)
        #expect(found.out.last == "1000" && found.out.first?.hasPrefix("… ") == true)
        #expect(found.out.joined(separator: "\n").utf8.count <= 20 + "… ".utf8.count)
        #expect(found.errors == ["oops"])
    }

    @Test("an error before a flood of ordinary output is found")
    func behindFlood() async throws {
        let found = try await repeated("echo 'Traceback' >&2; sleep 0.1; seq 1 60000", limit: 4096)
        #expect(found.errors == ["Traceback"] && found.out.last == "60000")
    }

    @Test("a job without output, and a limit of zero, repeat nothing")
    func nothing() async throws {
        #expect(try await repeated("true", limit: 100).out.isEmpty)
        #expect(try await repeated("echo a", limit: 0).out.isEmpty)
    }

    @Test("bytes that are no text and lines of control characters stay one record each")
    func binary() async throws {
        let found = try await repeated("printf 'a\\377\\000b\\nc\\033[2J\\n'", limit: 100)
        #expect(found.out.count == 2 && found.out[0].contains("\u{FFFD}"))
    }
}
