package import YobanRunFormat

/// What to run, and how.
package struct RunRequest: Sendable {
    /// Letters, digits, `-`, `_`, `.`; at most 100, not beginning with a dot. Names the run directory.
    package var id: String
    /// The program and its arguments. No shell reads them. A program without a slash is looked for in the `PATH` of `environment`.
    package var argv: [String]
    /// All that the script gets, and `BATCH_ATTEMPT_ID`, by which its processes are found when all else is lost.
    package var environment: [(name: String, value: String)]
    package var workingDirectory: String
    /// Nil: the worker's own user.
    package var user: RunUser?
    package var umask: UInt32 = 0o022
    /// What stands on its standard input; nil: nothing. Kept in the run directory.
    package var input: [UInt8]?
    /// Soft limits.
    package var limits: [RunLimit] = []
    /// Nil: none.
    package var timeout: Duration?
    /// Between SIGTERM and SIGKILL, at a time-out.
    package var grace: Duration = .seconds(10)
    /// Nil: the run goes on however long its worker is gone.
    package var lease: RunLease?
    /// Whether processes may stay when the main process has ended. Their output is lost then.
    package var leavesBackground = false
    /// So many bytes of output are kept from the beginning, and as many from the end.
    package var outputHalf = Int(LogLayout.defaultHalf)

    package init(id: String, argv: [String], environment: [(name: String, value: String)], workingDirectory: String) {
        self.id = id
        self.argv = argv
        self.environment = environment
        self.workingDirectory = workingDirectory
    }

    static let marker = "BATCH_ATTEMPT_ID"

    /// What the shim is told.
    func spec(directory: String, bootID: String, cgroupParent: String?) throws(RunError) -> RunSpec {
        try check()
        var variables = environment.filter { $0.name != Self.marker }.map { "\($0.name)=\($0.value)" }
        variables.append("\(Self.marker)=\(id)")
        var spec = RunSpec(
            id: id, directory: directory, bootID: bootID, argv: argv, environment: variables, workingDirectory: workingDirectory)
        spec.identity = user?.identityToTake
        spec.umask = umask
        spec.limits = limits
        spec.timeout = timeout.map { max(1, $0.wholeMilliseconds) } ?? 0
        spec.grace = max(0, grace.wholeMilliseconds)
        spec.leaseGrace = lease.map { max(0, $0.grace.wholeMilliseconds) }
        spec.leavesBackground = leavesBackground
        spec.headBytes = Int64(max(0, outputHalf))
        spec.tailBytes = Int64(max(0, outputHalf))
        if let cgroupParent {
            // The name of a run is unique only as far as its caller takes care; what is killed as a whole must be nobody else's.
            spec.cgroup = "\(cgroupParent)/yoban-\(id)-\(String(UInt32.random(in: 0 ... .max), radix: 16))"
        }
        return spec
    }

    private func check() throws(RunError) {
        guard RunID.isValid(id) else { throw .invalid("id") }
        guard !argv.contains(where: \.hasNUL) else { throw .invalid("argv") }
        guard !workingDirectory.isEmpty, !workingDirectory.hasNUL else { throw .invalid("workingDirectory") }
        for (name, value) in environment {
            guard !name.isEmpty, !name.contains("="), !name.hasNUL, !value.hasNUL else { throw .invalid("environment") }
        }
    }
}

enum RunID {
    static func isValid(_ id: String) -> Bool {
        (1...100).contains(id.utf8.count) && id.utf8.first != UInt8(ascii: ".")
            && id.utf8.allSatisfy { byte in
                (48...57).contains(byte) || (65...90).contains(byte) || (97...122).contains(byte) || byte == 45 || byte == 46 || byte == 95
            }
    }
}

extension String {
    fileprivate var hasNUL: Bool { utf8.contains(0) }
}

extension Duration {
    var wholeMilliseconds: Int64 {
        let (seconds, attoseconds) = components
        return seconds * 1000 + attoseconds / 1_000_000_000_000_000
    }
}
