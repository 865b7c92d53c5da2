package import YobanCore

extension QueuePause {
    /// The columns in the order in which ``init(cells:)`` reads them.
    package static let columns = "queue, reason, paused_by, paused_ms"

    package init(cells: inout some CellReader) {
        self.init(
            queue: cells.text() ?? "", reason: cells.text() ?? "", by: cells.text() ?? "",
            at: cells.milliseconds() ?? Instant(milliseconds: 0))
    }
}
