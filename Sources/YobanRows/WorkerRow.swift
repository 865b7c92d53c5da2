package import YobanCore

extension WorkerRecord {
    /// The columns in the order in which ``init(cells:)`` reads them.
    package static let columns =
        "id, host, pid, session, beat, slots, boot_id, doorbell, version, seen_ms, queues, lease_ms, draining, retired"

    package init(cells: inout some CellReader) {
        self.init(
            id: WorkerID(cells.text() ?? ""), host: cells.text() ?? "", pid: Int32(clamping: cells.integer() ?? 0),
            session: cells.integer() ?? 0, beat: cells.integer() ?? 0, slots: cells.count(), bootID: cells.text() ?? "",
            doorbell: cells.text() ?? "", version: cells.text() ?? "", seenAt: cells.milliseconds() ?? Instant(milliseconds: 0))
        queues = (cells.text() ?? "").split(separator: "\n").map(String.init)
        lease = .milliseconds(cells.integer() ?? 0)
        isDraining = cells.flag()
        isRetired = cells.flag()
    }

    /// The queues as the column `queues` holds them: one on each line.
    package var queuesText: String { queues.joined(separator: "\n") }
}
