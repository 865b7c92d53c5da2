/// How far a run is, as the shim tells in the file `state`, whose lock it holds as long as it lives.
///
/// An empty file: the script was certainly not started. When the run is over, the shim writes the result over it and renames it to
/// `result`: that needs no new room on a full disk.
package struct RunState: Sendable, Equatable {
    package enum Phase: String, Sendable {
        /// The script may have been started.
        case launching
        case running
    }

    package var phase: Phase
    package var shimPID: Int32
    /// The script's main process; 0 while launching.
    package var mainPID: Int32
    /// Epoch milliseconds; 0 while launching.
    package var startedAt: Int64

    package init(phase: Phase, shimPID: Int32, mainPID: Int32 = 0, startedAt: Int64 = 0) {
        self.phase = phase
        self.shimPID = shimPID
        self.mainPID = mainPID
        self.startedAt = startedAt
    }

    package init(_ fields: Fields) throws(FormatError) {
        guard let phase = Phase(rawValue: try fields.text("phase")) else { throw .field(path: RunFile.state, name: "phase") }
        self.phase = phase
        shimPID = try fields.number("shim")
        mainPID = try fields.number("main")
        startedAt = try fields.number("started_ms")
    }

    /// The file's fields.
    package var fields: Fields {
        var fields = Fields()
        fields.put("phase", phase.rawValue)
        fields.put("shim", shimPID)
        fields.put("main", mainPID)
        fields.put("started_ms", startedAt)
        return fields
    }
}
