import YobanCore
import YobanOperations

extension QueueStanding {
    init(_ json: JSON) throws(RemoteError) {
        let members = Members(json)
        var figures = QueueFigures(queue: try members.text("queue"))
        figures.ready = Int(try members.int("ready"))
        figures.held = Int(try members.int("held"))
        figures.running = Int(try members.int("running"))
        figures.oldestReady = try members.optionalInstant("oldest_ready_at")
        self.init(figures, try members.pause(of: Placement.withoutLabel(figures.queue)))
    }
}

extension Members {
    /// The pause of a queue; nil as well from an older server, which knows of none.
    func pause(of queue: String) throws(RemoteError) -> QueuePause? {
        guard let pause = optionalObject("paused") else { return nil }
        return QueuePause(queue: queue, reason: try pause.text("reason"), by: try pause.text("by"), at: try pause.instant("since"))
    }
}
