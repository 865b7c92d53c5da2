import Hummingbird
import YobanCore
import YobanHTTP
import YobanOperations

/// Who runs jobs, and the lanes that they take them from.
extension Screen {
    func addWorkers(to routes: inout Routes) {
        page("/workers", in: &routes) { view, visit in
            let write = view.wording
            let workers = try await visit.operations.workers().map { Self.row($0, write, visit) }
            let waits = try await visit.operations.queueWaits().map { WaitsPicture($0, write).values }
            let keys = try await keys(visit)
            return Page(
                "workers", Text(ja: "ワーカーとキュー", en: "Workers and queues"), at: .workers,
                [
                    "workers": workers, "noWorkers": workers.isEmpty, "queues": try await queues(write, visit), "waits": waits,
                    "hasWaits": !waits.isEmpty, "keys": keys, "hasKeys": !keys.isEmpty,
                ])
        }
        form("/workers/drain", in: &routes) { _, visit, form in
            let drains = form["draining"] == "1"
            _ = try await visit.operations.drain(workerNamed: form["worker"] ?? "", drains)
            return Response.seeOther("/workers?said=\((drains ? Said.drained : .undrained).rawValue)")
        }
        form("/queues/pause", in: &routes) { _, visit, form in
            _ = try await visit.operations.pauseQueue(form["queue"] ?? "", reason: form["reason"] ?? "")
            return Response.seeOther("/workers?said=\(Said.paused.rawValue)")
        }
        form("/queues/resume", in: &routes) { _, visit, form in
            try await visit.operations.resumeQueue(form["queue"] ?? "")
            return Response.seeOther("/workers?said=\(Said.resumed.rawValue)")
        }
    }

    private static func row(_ standing: WorkerStanding, _ write: Wording, _ visit: Visit) -> [String: Any] {
        let worker = standing.record
        var row: [String: Any] = [
            "id": worker.id.value, "host": worker.host, "pid": "\(worker.pid)", "state": write(standing.state.word),
            "mark": standing.state.mark, "stateClass": standing.state.isThere ? "completed" : "failed", "slots": worker.slots,
            "used": standing.held.count, "held": standing.held.map { "\($0)" }, "version": worker.version,
            "queues": standing.shownQueues.joined(separator: ", "),
            "seen": write.time(worker.seenAt), "isDraining": worker.isDraining,
            "mayDrain": visit.may(.workersControl) && standing.state != .lost,
        ]
        if let condition = worker.condition {
            row["disk"] = "\(write.size(condition.diskFreeBytes)) / \(write.size(condition.diskBytes))"
            row["isDiskLow"] = condition.isShortOfDisk
            row["descriptors"] = "\(condition.descriptors) / \(condition.descriptorLimit)"
            row["isShortOfDescriptors"] = condition.isShortOfDescriptors
        }
        return row
    }

    /// The concurrency keys of the catalogue, and those that running jobs hold, with what they allow.
    private func keys(_ visit: Visit) async throws -> [[String: Any]] {
        var filter = JobFilter()
        filter.statuses = [.running]
        filter.limit = 1000
        let running = Dictionary(grouping: try await visit.operations.jobs(filter)) { $0.concurrency?.name }
        var limits: [String: Int] = [:]
        for (_, jobs) in running {
            for key in jobs.compactMap(\.concurrency) { limits[key.name] = key.limit }
        }
        // What the catalogue says now holds for what comes.
        for key in visit.operations.definitions.compactMap(\.placement.concurrency) { limits[key.name] = key.limit }
        return limits.sorted { $0.key < $1.key }.map { name, limit in
            let jobs = running[name] ?? []
            return [
                "name": name, "limit": limit, "used": jobs.count, "isFull": jobs.count >= limit,
                "holders": jobs.prefix(20).map { "\($0.id)" },
            ]
        }
    }

    /// Those of the catalogue, those in which something waits or runs, and those that are paused.
    private func queues(_ write: Wording, _ visit: Visit) async throws -> [[String: Any]] {
        var standings = try await visit.operations.queues()
        let pauses = try await visit.operations.pausedQueues()
        let known = Set(standings.map(\.figures.queue))
        let others = Set(visit.operations.definitions.map(\.placement.queue) + [Job.defaultQueue]).subtracting(known)
        standings += others.map { name in QueueStanding(QueueFigures(queue: name), pauses.first { $0.holds(name) }) }
        return standings.sorted { $0.figures.queue < $1.figures.queue }.map { standing in
            let (one, pause) = (standing.figures, standing.pause)
            let name = one.queue
            var row: [String: Any] = [
                "queue": name, "isPaused": pause != nil, "ready": write.count(one.ready, cappedAt: QueueFigures.largestCount - 1),
                "held": write.count(one.held, cappedAt: QueueFigures.largestCount - 1),
                "running": write.count(one.running, cappedAt: QueueFigures.largestCount - 1),
                "mayPause": visit.may(.workersControl) && Placement.withoutLabel(name) == name,
            ]
            row["oldest"] = write.time(orNil: one.oldestReady)
            if let pause { row["pause"] = ["by": pause.by, "reason": pause.reason, "at": write.time(pause.at)] as [String: Any] }
            return row
        }
    }
}

extension WorkerState {
    var mark: String {
        switch self {
        case .live: "●"
        case .draining: "◐"
        case .silent: "○"
        case .lost: "✗"
        }
    }
}
