import HTTPTypes
import Testing
import YobanCore
import YobanOperations
import YobanTestKit

@testable import YobanHTTP

@Suite("Figures for Prometheus") struct MetricsTests {
    /// One sample, read as strictly as the format is written.
    private struct Sample: Equatable {
        var name: String
        var labels: [String: String]
        var value: Double
    }

    /// Every line is HELP and then TYPE of a new name, or a sample of the name they announced; no sample is there twice.
    private func read(_ text: String) throws -> [Sample] {
        #expect(text.hasSuffix("\n") && !text.contains("\n\n"))
        var samples: [Sample] = []
        var (help, type, announced): (String?, String?, Set<String>) = (nil, nil, [])
        var suffixes: Set<String> = []
        for line in text.split(separator: "\n") {
            if let match = line.wholeMatch(of: /# HELP ([a-z_]+) ([^\\]+)/) {
                help = String(match.1)
                #expect(announced.insert(String(match.1)).inserted, "announced once: \(line)")
            } else if let match = line.wholeMatch(of: /# TYPE ([a-z_]+) (gauge|counter|histogram)/) {
                type = String(match.1)
                suffixes = match.2 == "histogram" ? ["_bucket", "_sum", "_count"] : [""]
                #expect(type == help && (match.2 == "counter") == match.1.hasSuffix("_total"))
            } else {
                let match = try #require(line.wholeMatch(of: /([a-z_]+)(?:\{(.+)\})? ([0-9.]+)/), "a sample: \(line)")
                #expect(suffixes.contains { String(match.1) == (type ?? "-") + $0 }, "under its own name: \(line)")
                let sample = Sample(
                    name: String(match.1), labels: try labels(match.2.map(String.init) ?? ""), value: try #require(Double(match.3)))
                #expect(!samples.contains { $0.name == sample.name && $0.labels == sample.labels }, "once: \(line)")
                samples.append(sample)
            }
        }
        return samples
    }

    private func labels(_ text: String) throws -> [String: String] {
        var labels: [String: String] = [:]
        var rest = text[...]
        while !rest.isEmpty {
            let match = try #require(rest.prefixMatch(of: /([a-z_]+)="((?:[^"\\]|\\[\\"n])*)"(?:,|$)/), "labels: \(rest)")
            let value = String(match.2).replacing(/\\(.)/) { $0.1 == "n" ? "\n" : String($0.1) }
            #expect(labels.updateValue(value, forKey: String(match.1)) == nil)
            rest = rest[match.range.upperBound...]
        }
        return labels
    }

    private func queue(_ scene: Scene, _ name: String) async throws {
        var job = NewJob(key: nil, name: "foreign", scriptPath: "/srv/foreign.py")
        job.queue = name
        _ = try await scene.store.enqueue([job], now: .at(0))
    }

    @Test("jobs, workers and last completions are told")
    func all() async throws {
        let scene = Scene()
        for _ in 1...3 { try await scene.job() }
        var worker = WorkerRecord(
            id: WorkerID("w1"), host: "batch01", pid: 1, slots: 2, bootID: "b", doorbell: "", version: "1", seenAt: .at(50))
        worker.session = try await scene.store.register(worker)
        let condition = WorkerCondition(diskFreeBytes: 5 << 40, diskBytes: 9 << 40, descriptors: 31, descriptorLimit: 1024)
        _ = try await scene.store.renew(worker.id, session: worker.session, condition: condition, now: .at(50))
        worker.id = WorkerID("w2")
        _ = try await scene.store.register(worker)
        worker.id = WorkerID("w1")
        let claims = try await scene.store.claim(
            [ClaimToken("t"), ClaimToken("u")], queues: ["default"], by: worker.id, on: "batch01", now: .at(50))
        _ = try await scene.store.settle(
            Settlement(
                claim: claims[0], outcome: AttemptOutcome(reason: .ok, exitCode: 0), verdict: .completed, endedAt: .at(60.5)))
        scene.clock.advance(by: .seconds(90))
        try await scene.test { client in
            let reply = try await client.get("/metrics")
            #expect(reply.status == 200 && reply.headers[.contentType] == "text/plain; version=0.0.4; charset=utf-8")
            let samples = try read(reply.text)
            func value(_ name: String, _ labels: [String: String]) -> Double? {
                samples.first { $0.name == name && $0.labels == labels }?.value
            }
            #expect(value("yoban_jobs", ["queue": "default", "status": "ready"]) == 1)
            #expect(value("yoban_jobs", ["queue": "default", "status": "held"]) == 0)
            #expect(value("yoban_jobs", ["queue": "default", "status": "running"]) == 1)
            #expect(value("yoban_oldest_ready_seconds", ["queue": "default"]) == 90)
            let labels = ["worker": "w1", "host": "batch01", "state": "live"]
            #expect(value("yoban_queue_paused", ["queue": "default"]) == 0)
            #expect(value("yoban_worker_slots", labels) == 2)
            #expect(value("yoban_worker_running", labels) == 1)
            #expect(value("yoban_worker_seen_seconds", labels) == 40)
            #expect(value("yoban_worker_disk_free_bytes", labels) == Double(5 << 40))
            #expect(value("yoban_worker_disk_bytes", labels) == Double(9 << 40))
            #expect(value("yoban_worker_open_descriptors", labels) == 31 && value("yoban_worker_descriptor_limit", labels) == 1024)
            // The other worker has told nothing of its host.
            #expect(samples.count { $0.name.hasPrefix("yoban_worker_slots") } == 2)
            #expect(samples.count { $0.name.hasPrefix("yoban_worker_d") } == 3)
            #expect(value("yoban_last_completed_timestamp_seconds", ["job_key": "profit-management"]) == 1_767_225_660.5)
            #expect(value("yoban_build_info", ["version": "1.2.3"]) == 1)
            let counted = ["yoban_jobs_finished_total", "yoban_jobs_enqueued_total", "yoban_job_", "yoban_store_errors_total"]
            #expect(samples.filter { sample in !counted.contains { sample.name.hasPrefix($0) } }.count == 17)
            let again = try await client.get("/metrics")
            #expect(again.text == reply.text, "in the same order")
        }
    }

    @Test("what is created and what finishes is counted from the beginning of the server, each once")
    func counters() async throws {
        let scene = Scene()
        scene.clock.set(.at(100))
        for _ in 1...2 { try await scene.job() }
        let claims = try await scene.store.claim(
            [ClaimToken("t"), ClaimToken("u")], queues: ["default"], by: WorkerID("w"), on: "h", now: .at(104))
        @Sendable func end(_ claim: Claim, at end: Double) async throws {
            var settlement = Settlement(claim: claim, outcome: AttemptOutcome(reason: .ok), verdict: .completed, endedAt: .at(end))
            settlement.startedAt = .at(104)
            _ = try await scene.store.settle(settlement)
        }
        try await end(claims[0], at: 99)
        try await scene.test { client in
            func value(_ name: String, _ labels: [String: String] = ["job_key": "profit-management"]) async throws -> Double? {
                try read(try await client.get("/metrics").text).first { $0.name == name && $0.labels == labels }?.value
            }
            let completed = ["job_key": "profit-management", "result": "completed"]
            #expect(try await value("yoban_jobs_finished_total", completed) == 0, "what finished before is not counted")
            #expect(try await value("yoban_jobs_finished_total", ["job_key": "contact-sales-badge", "result": "failed"]) == 0)
            #expect(try await value("yoban_jobs_enqueued_total", [:]) == 2)
            try await end(claims[1], at: 134)
            try await scene.job()
            for step in 0..<40 {
                #expect(try await value("yoban_jobs_finished_total", completed) == 1)
                #expect(try await value("yoban_jobs_enqueued_total", [:]) == 3)
                scene.clock.advance(by: .seconds(step))
            }
            for (name, expected) in [("duration_seconds_sum", 30), ("wait_seconds_sum", 4), ("duration_seconds_count", 1)]
                as [(String, Double)]
            {
                #expect(try await value("yoban_job_\(name)") == expected, "\(name)")
            }
            for (bound, count) in [("15", 0), ("60", 1), ("43200", 1), ("+Inf", 1)] as [(String, Double)] {
                #expect(
                    try await value("yoban_job_duration_seconds_bucket", ["job_key": "profit-management", "le": bound]) == count, "\(bound)"
                )
            }
            let narrow = try await scene.token([.jobsRead], name: "narrow", keys: ["contact-*"])
            let text = try await client.with(narrow).get("/metrics").text
            #expect(text.contains("yoban_jobs_enqueued_total 0\n") && !text.contains("profit-management"))
        }
    }

    @Test("keys that other programs wrote do not make the figures many, and ours are counted by themselves")
    func manyKeys() async throws {
        let scene = Scene()
        for number in 1...300 {
            _ = try await scene.store.enqueue([NewJob(key: JobKey("foreign-\(number)"), name: "a", scriptPath: "/s")], now: .at(0))
        }
        try await scene.job()
        try await scene.test { client in
            let samples = try read(try await client.get("/metrics").text)
            let keys = Set(samples.compactMap { $0.name == "yoban_jobs_finished_total" ? $0.labels["job_key"] : nil })
            #expect(keys.count == 201 && keys.contains("profit-management") && keys.contains(""))
            #expect(samples.first { $0.name == "yoban_jobs_enqueued_total" }?.value == 301)
        }
    }

    @Test("what the runs of this process wrote is told to those who see their jobs; nothing where none run")
    func output() async throws {
        let scene = Scene(outputBytes: [JobKey("profit-management"): 1234, nil: 5])
        let narrow = try await scene.token([.jobsRead], name: "narrow", keys: ["contact-*"])
        try await scene.test { client in
            @Sendable func told(_ client: Client) async throws -> [String: Double] {
                let samples = try read(try await client.get("/metrics").text).filter { $0.name == "yoban_log_bytes_total" }
                return Dictionary(uniqueKeysWithValues: samples.map { ($0.labels["job_key"] ?? "?", $0.value) })
            }
            let (all, some) = (try await told(client), try await told(client.with(narrow)))
            #expect(all == ["profit-management": 1234, "contact-sales-badge": 0, "": 5] && some == ["contact-sales-badge": 0])
        }
        try await Scene().test { client in
            let text = try await client.get("/metrics").text
            #expect(!text.contains("yoban_log_bytes"))
        }
    }

    @Test("they need a token that may read jobs")
    func scope() async throws {
        let scene = Scene()
        let other = try await scene.token([.logsRead, .jobsControl], name: "other")
        let narrow = try await scene.token([.jobsRead], name: "narrow", keys: ["contact-*"])
        try await scene.test { client in
            for (token, status) in [(nil, 401), (other, 403), (narrow, 200)] {
                let reply = try await client.with(token).get("/metrics")
                #expect(reply.status == status)
            }
        }
    }

    @Test("names that other programs wrote can't break the text or make it long")
    func foreignNames() async throws {
        let scene = Scene()
        let hostile = "a\"} 1\nyoban_jobs{queue=\"b\\"
        for number in 1...300 { try await queue(scene, "a\(number)") }
        try await queue(scene, hostile)
        try await scene.job()
        try await scene.test { client in
            let samples = try read(try await client.get("/metrics").text)
            let queues = Set(samples.compactMap { $0.labels["queue"] })
            #expect(queues.count == 200 && queues.contains("default"), "ours first")
            #expect(queues.contains(hostile))
        }
    }

    @Test("names that are cut and then look the same are taken together")
    func longNames() throws {
        let long = String(repeating: "夜", count: 40)
        var (first, second) = (QueueFigures(queue: long + "1"), QueueFigures(queue: long + "2"))
        (first.ready, first.oldestReady) = (2, .at(5))
        (second.ready, second.oldestReady) = (3, .at(4))
        let shown = QueueFigures.shown([first, second], first: [])
        #expect(shown.count == 1 && shown[0].ready == 5 && shown[0].oldestReady == .at(4))
        #expect(shown[0].queue == String(repeating: "夜", count: 33))
        var metrics = Metrics()
        metrics.gauge("a", "b", [(["host": long], "1"), (["host": long + "x"], "2")])
        let samples = try read(metrics.text)
        #expect(samples == [Sample(name: "a", labels: ["host": String(repeating: "夜", count: 33)], value: 1)])
    }
}
