package import YobanCore

extension JSON {
    package init(_ standing: WorkerStanding) {
        let worker = standing.record
        let queues = worker.queues.isEmpty ? [Job.defaultQueue] : worker.queues
        self = .object([
            Member("id", .string(worker.id.value)), Member("host", .string(worker.host)), Member("pid", .int(Int64(worker.pid))),
            Member("state", .string(standing.state.rawValue)), Member("slots", .int(Int64(worker.slots))),
            Member("running", .array(standing.held.map { .int($0.value) })), Member("queues", .array(queues.map { .string($0) })),
            Member("draining", .bool(worker.isDraining)), Member("seen_at", JSON(worker.seenAt)),
            Member("lease_seconds", .int(worker.lease.inMilliseconds / 1000)), Member("version", .string(worker.version)),
            Member("disk_free_bytes", JSON(worker.condition?.diskFreeBytes)), Member("disk_bytes", JSON(worker.condition?.diskBytes)),
            Member("descriptors", JSON(worker.condition?.descriptors)),
            Member("descriptor_limit", JSON(worker.condition?.descriptorLimit)),
        ])
    }
}
