package import YobanCore

extension WorkerRecord {
    /// The columns in the order in which ``init(cells:)`` reads them.
    package static let columns = """
        id, host, pid, session, beat, slots, boot_id, doorbell, version, seen_ms, queues, lease_ms, draining, retired,
        disk_free_bytes, disk_bytes, descriptors, descriptor_limit
        """

    package init(cells: inout some CellReader) {
        self.init(
            id: WorkerID(cells.text() ?? ""), host: cells.text() ?? "", pid: Int32(clamping: cells.integer() ?? 0),
            session: cells.integer() ?? 0, beat: cells.integer() ?? 0, slots: cells.count(), bootID: cells.text() ?? "",
            doorbell: cells.text() ?? "", version: cells.text() ?? "", seenAt: cells.milliseconds() ?? Instant(milliseconds: 0))
        queues = (cells.text() ?? "").split(separator: "\n").map(String.init)
        lease = .milliseconds(cells.integer() ?? 0)
        isDraining = cells.flag()
        isRetired = cells.flag()
        condition = WorkerCondition(cells: &cells)
    }

    /// The queues as the column `queues` holds them: one on each line.
    package var queuesText: String { queues.joined(separator: "\n") }
}

extension WorkerCondition {
    /// All of it or nothing: a part of it is none that a worker wrote.
    fileprivate init?(cells: inout some CellReader) {
        let numbers = (0..<4).map { _ in cells.integer() }
        guard let free = numbers[0], let size = numbers[1], let open = numbers[2], let limit = numbers[3] else { return nil }
        self.init(
            diskFreeBytes: max(free, 0), diskBytes: max(size, 0), descriptors: Int(max(open, 0)), descriptorLimit: Int(max(limit, 0)))
    }
}
