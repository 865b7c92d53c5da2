package import YobanRunFormat

/// A run that was going on when this was made. It goes on whether or not anyone holds this.
package final class Run: Sendable {
    package let id: String
    /// The run directory, absolute.
    package let directory: String
    let start = OneShot<RunStart?>()
    let end = OneShot<RunEnd>()
    private weak let host: RunHost?

    init(id: String, directory: String, host: RunHost) {
        self.id = id
        self.directory = directory
        self.host = host
    }

    /// Waits until the script runs; nil when it could not be started. Throws when the task is cancelled or the host closed.
    package func started() async throws(CancellationError) -> RunStart? { try await start.value }

    /// Waits until the run is over and nothing is left of it. Throws when the task is cancelled or the host closed: the run goes on.
    package func ended() async throws(CancellationError) -> RunEnd { try await end.value }

    /// Asks for the end of the whole tree: SIGTERM now, SIGKILL after `grace`. A second call can only shorten the grace. Returns at
    /// once; `ended` tells what became of it. When the run is over already, nothing happens.
    package func stop(grace: Duration) async { await host?.stop(self, grace: grace) }

    func finish(_ end: RunEnd) {
        start.set(nil)
        self.end.set(end)
    }

    func abandon() {
        start.abandon()
        end.abandon()
    }
}

/// The main process, when it was started.
package struct RunStart: Sendable, Equatable {
    package var pid: Int32
    /// Epoch milliseconds.
    package var at: Int64
}

/// How a run ended.
package enum RunEnd: Sendable, Equatable {
    case ended(RunResult)
    /// The shim died; what was left of the run has been ended too.
    case lostShim(Leftovers)
}

/// What a dead shim had left.
package struct Leftovers: Sendable, Equatable {
    /// Processes that were ended, each `PID NAME`.
    package var ended: [String] = []
    /// Processes that could not be ended.
    package var left: [String] = []
    /// Why it can't be said what is left; empty when it can.
    package var problem = ""

    /// Reads what `yoban-shim end` printed.
    init(printed text: String) {
        let lines = text.split(separator: "\n")
        ended = lines.filter { $0.hasPrefix("ended ") }.map { String($0.dropFirst(6)) }
        left = lines.filter { $0.hasPrefix("left ") }.map { String($0.dropFirst(5)) }
        if lines.last != "done" { problem = "yoban-shim end did not finish" }
    }

    init(problem: String) { self.problem = problem }
}
