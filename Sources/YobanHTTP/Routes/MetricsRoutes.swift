import Hummingbird
import YobanCore
import YobanOperations

extension Interface {
    func addMetricsRoutes(to routes: inout Routes) {
        let tally = JobTally(from: operations(Principal(name: "metrics", scopes: [.jobsRead])).now())
        routes.get("/metrics") { request, context in
            let operations = try await operations(for: request, context)
            var metrics = Metrics()
            let queues = try await operations.queues()
            let paused = queues.filter { $0.pause != nil }.map(\.figures.queue)
            let ours = Set(operations.catalogue.definitions.map(\.placement.queue))
            let shown = QueueFigures.shown(queues.map(\.figures), first: ours.union(paused))
            metrics.add(shown, paused: Set(paused.map { $0.cut(to: Metrics.longestLabel) }), now: operations.now())
            metrics.add(try await operations.workers(), now: operations.now())
            metrics.add(try await operations.lastCompleted())
            metrics.add(try await operations.counts(tally), storeErrors: StoreErrorCount.all)
            if var bytes = outputBytes?() {
                for definition in operations.catalogue.definitions.prefix(JobTally.mostKeys) { bytes[definition.key, default: 0] += 0 }
                metrics.add(bytes: bytes.filter { operations.principal.sees($0.key) })
            }
            metrics.gauge("yoban_build_info", "The version of this server.", [(["version": version], "1")])
            return Response(.ok, text: metrics.text, type: Metrics.type)
        }
    }
}

extension QueueFigures {
    /// Other programs can write rows with any queue: more than these are not shown.
    static let mostShown = 200

    /// By name, those that look the same taken together.
    ///
    /// - Parameter first: the queues that are shown in any case.
    static func shown(_ all: [Self], first: Set<String>) -> [Self] {
        var shown: [String: Self] = [:]
        for figures in all.filter({ first.contains($0.queue) }) + all.filter({ !first.contains($0.queue) }) {
            let name = figures.queue.cut(to: Metrics.longestLabel)
            guard var before = shown[name] else {
                if shown.count < mostShown {
                    shown[name] = figures
                    shown[name]?.queue = name
                }
                continue
            }
            before.ready += figures.ready
            before.held += figures.held
            before.running += figures.running
            before.oldestReady = [before.oldestReady, figures.oldestReady].compactMap(\.self).min()
            shown[name] = before
        }
        return shown.values.sorted { $0.queue < $1.queue }
    }
}

extension Metrics {
    fileprivate mutating func add(_ queues: [QueueFigures], paused: Set<String>, now: Instant) {
        gauge(
            "yoban_jobs", "Jobs that are not finished, by queue, counted up to 10000.",
            queues.flatMap { figures in
                [("ready", figures.ready), ("held", figures.held), ("running", figures.running)].map { status, count in
                    (["queue": figures.queue, "status": status], "\(count)")
                }
            })
        gauge(
            "yoban_oldest_ready_seconds", "How long the oldest job that is ready has been waiting; 0 where none is.",
            queues.map { figures in
                (["queue": figures.queue], figures.oldestReady.map { max(now - $0, .zero).inSeconds } ?? "0")
            })
        gauge(
            "yoban_queue_paused", "1: the queue gives out no job.",
            queues.map { (["queue": $0.queue], paused.contains($0.queue) ? "1" : "0") })
    }

    fileprivate mutating func add(_ workers: [WorkerStanding], now: Instant) {
        func labels(_ worker: WorkerStanding) -> Labels {
            ["worker": worker.record.id.value, "host": worker.record.host, "state": worker.state.rawValue]
        }
        func samples(_ value: (WorkerStanding) -> String) -> [(labels: Labels, value: String)] {
            workers.map { (labels($0), value($0)) }
        }
        func conditions(_ value: (WorkerCondition) -> Int64) -> [(labels: Labels, value: String)] {
            workers.compactMap { worker in worker.record.condition.map { (labels(worker), "\(value($0))") } }
        }
        gauge("yoban_worker_slots", "Jobs that the worker runs at once.", samples { "\($0.record.slots)" })
        gauge("yoban_worker_running", "Jobs that the worker runs now.", samples { "\($0.held.count)" })
        gauge(
            "yoban_worker_seen_seconds", "How long ago the worker last wrote, by its own clock.",
            samples { max(now - $0.record.seenAt, .zero).inSeconds })
        gauge("yoban_worker_disk_free_bytes", "Free where the worker keeps runs and logs.", conditions(\.diskFreeBytes))
        gauge("yoban_worker_disk_bytes", "How large that file system is.", conditions(\.diskBytes))
        gauge("yoban_worker_open_descriptors", "Open in the worker's process.", conditions { Int64($0.descriptors) })
        gauge("yoban_worker_descriptor_limit", "How many descriptors it may open.", conditions { Int64($0.descriptorLimit) })
    }

    fileprivate mutating func add(_ lastCompleted: [JobKey: Instant]) {
        gauge(
            "yoban_last_completed_timestamp_seconds", "When a job of the definition last completed; missing where none ever did.",
            lastCompleted.sorted { $0.key.value < $1.key.value }.map { key, instant in
                (["job_key": key.value], (instant - Instant(milliseconds: 0)).inSeconds)
            })
    }
}
