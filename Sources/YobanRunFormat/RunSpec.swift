/// What to run, as the worker tells the shim in the file `spec`.
package struct RunSpec: Sendable, Equatable {
    /// The run's name; also its directory's.
    package var id: String
    /// The run directory, absolute: to make it anew should somebody remove it.
    package var directory: String
    /// The machine's boot that the run belongs to, as the kernel names it.
    package var bootID: String
    /// The program and its arguments. A program without a slash is looked for in the `PATH` of `environment`.
    package var argv: [String]
    /// All variables, each `NAME=value`.
    package var environment: [String]
    package var workingDirectory: String
    /// Nil: the worker's own.
    package var identity: RunIdentity?
    package var umask: UInt32 = 0o022
    /// Soft limits; the hard ones stay as they are.
    package var limits: [RunLimit] = []
    /// Milliseconds after which the run is ended; 0: never.
    package var timeout: Int64 = 0
    /// Milliseconds between SIGTERM and SIGKILL.
    package var grace: Int64 = 10_000
    /// Milliseconds between SIGTERM and SIGKILL when the lease is lost. Nil: the run has no lease, as those of older workers.
    package var leaseGrace: Int64?
    /// Whether processes may stay when the main process has ended.
    package var leavesBackground = false
    /// Bytes of output kept from the beginning.
    package var headBytes: Int64 = LogLayout.defaultHalf
    /// Bytes of output kept from the end.
    package var tailBytes: Int64 = LogLayout.defaultHalf
    /// The run's own cgroup v2 directory, to be made; no other run, of whatever worker, may have the same. Empty: none.
    package var cgroup = ""

    package init(id: String, directory: String, bootID: String, argv: [String], environment: [String], workingDirectory: String) {
        self.id = id
        self.directory = directory
        self.bootID = bootID
        self.argv = argv
        self.environment = environment
        self.workingDirectory = workingDirectory
    }

    package init(_ fields: Fields) throws(FormatError) {
        id = try fields.text("id")
        directory = try fields.text("directory")
        bootID = try fields.text("boot")
        argv = fields.list("arg")
        environment = fields.list("env")
        workingDirectory = try fields.text("cwd")
        identity = try RunIdentity(fields)
        umask = try fields.number("umask")
        limits = fields.list("limit").compactMap(RunLimit.init(text:))
        timeout = try fields.number("timeout_ms")
        grace = try fields.number("grace_ms")
        leaseGrace = try fields.optionalNumber("lease_grace_ms")
        leavesBackground = try fields.text("background") == "leave"
        headBytes = try fields.number("head_bytes")
        tailBytes = try fields.number("tail_bytes")
        cgroup = try fields.text("cgroup")
    }

    /// The file's fields.
    package var fields: Fields {
        var fields = Fields()
        fields.put("id", id)
        fields.put("directory", directory)
        fields.put("boot", bootID)
        for argument in argv { fields.put("arg", argument) }
        for variable in environment { fields.put("env", variable) }
        fields.put("cwd", workingDirectory)
        identity?.put(into: &fields)
        fields.put("umask", umask)
        for limit in limits { fields.put("limit", limit.text) }
        fields.put("timeout_ms", timeout)
        fields.put("grace_ms", grace)
        if let leaseGrace { fields.put("lease_grace_ms", leaseGrace) }
        fields.put("background", leavesBackground ? "leave" : "end")
        fields.put("head_bytes", headBytes)
        fields.put("tail_bytes", tailBytes)
        fields.put("cgroup", cgroup)
        return fields
    }
}
