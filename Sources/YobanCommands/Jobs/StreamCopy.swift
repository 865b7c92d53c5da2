import YobanExecution
import YobanRunFormat
import YobanTerminal

/// Copies a run's output to this process's own, each stream to its own, while it is written.
actor StreamCopy {
    private let run: Run
    private let grace: Duration
    private var reader: LogReader?
    private var position: Int64 = 0

    init(run: Run, grace: Duration) {
        self.run = run
        self.grace = grace
    }

    /// Until the task is cancelled. Ctrl-C asks the run to end, a second one at once.
    func follow() async {
        var interrupts = 0
        while !Task.isCancelled {
            copyNew()
            if Interrupt.count > interrupts {
                interrupts = Interrupt.count
                await run.stop(grace: interrupts > 1 ? .zero : grace)
            }
            try? await Task.sleep(for: .milliseconds(20))
        }
    }

    /// What has come since the last call.
    func copyNew() {
        if reader == nil { reader = try? LogReader(directory: run.directory) }
        while let chunk = reader?.read(from: position, limit: 1 << 16), !chunk.bytes.isEmpty {
            for part in chunk.parts {
                let terminal = part.stream == .standardOutput ? Terminal.standardOutput : Terminal.standardError
                // Nobody reads any more: the run goes on all the same.
                _ = terminal.write(Array(chunk.bytes[part.range]))
            }
            position = chunk.next
        }
    }
}
