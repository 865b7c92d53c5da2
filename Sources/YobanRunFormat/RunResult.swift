/// How a run ended, as the shim tells in the file `result`.
package struct RunResult: Sendable, Equatable {
    /// Noted at the moment it happened or the shim acted; never guessed from an exit code. The raw values stand in files.
    package enum Cause: String, Sendable, CaseIterable {
        case exit
        /// A signal that did not come from us.
        case signal
        case timeout
        case stopped
        case couldNotStart = "could_not_start"
        /// The lease was over: another host may soon run the same.
        case leaseLost = "lease_lost"
    }

    package var cause: Cause
    /// Of the main process; nil when a signal ended it or it was not started.
    package var exitCode: Int32?
    package var signal: Int32?
    /// Only with `couldNotStart`.
    package var failure: StartFailure?
    /// Epoch milliseconds.
    package var startedAt: Int64 = 0
    package var endedAt: Int64 = 0
    /// Milliseconds by a clock that nobody sets: from the start to the end of the main process.
    package var duration: Int64 = 0
    /// Processor time of the main process and all that ended below it, in milliseconds.
    package var userTime: Int64 = 0
    package var systemTime: Int64 = 0
    /// The largest resident size of one process, in bytes.
    package var peakMemory: Int64 = 0
    package var outputBytes: Int64 = 0
    /// Output between the two kept ends, or that could not be written.
    package var droppedBytes: Int64 = 0
    /// Processes that were there after the main process had ended, or that outlived the grace.
    package var survivors: [ProcessNote] = []
    /// How processes were ended: `cgroup` or `subreaper`; empty when there was nothing to end.
    package var endedBy = ""
    /// Processes that could not be ended.
    package var left: [ProcessNote] = []

    package init(cause: Cause) { self.cause = cause }

    package init(_ fields: Fields) throws(FormatError) {
        guard let cause = Cause(rawValue: try fields.text("cause")) else { throw .field(path: RunFile.result, name: "cause") }
        self.cause = cause
        exitCode = try fields.optionalNumber("exit_code")
        signal = try fields.optionalNumber("signal")
        failure = try StartFailure(fields)
        startedAt = try fields.number("started_ms")
        endedAt = try fields.number("ended_ms")
        duration = try fields.number("duration_ms")
        userTime = try fields.number("user_ms")
        systemTime = try fields.number("system_ms")
        peakMemory = try fields.number("peak_memory_bytes")
        outputBytes = try fields.number("output_bytes")
        droppedBytes = try fields.number("dropped_bytes")
        survivors = fields.list("survivor").compactMap(ProcessNote.init(text:))
        endedBy = try fields.text("ended_by")
        left = fields.list("left").compactMap(ProcessNote.init(text:))
    }

    /// The file's fields.
    package var fields: Fields {
        var fields = Fields()
        fields.put("cause", cause.rawValue)
        if let exitCode { fields.put("exit_code", exitCode) }
        if let signal { fields.put("signal", signal) }
        failure?.put(into: &fields)
        fields.put("started_ms", startedAt)
        fields.put("ended_ms", endedAt)
        fields.put("duration_ms", duration)
        fields.put("user_ms", userTime)
        fields.put("system_ms", systemTime)
        fields.put("peak_memory_bytes", peakMemory)
        fields.put("output_bytes", outputBytes)
        fields.put("dropped_bytes", droppedBytes)
        for process in survivors { fields.put("survivor", process.text) }
        fields.put("ended_by", endedBy)
        for process in left { fields.put("left", process.text) }
        return fields
    }
}
