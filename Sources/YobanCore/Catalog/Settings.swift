/// Everything that can be set, read in one place (YobanConfig) and documented there.
package struct Settings: Sendable {
    /// `sqlite:PATH`, path absolute, or the address of a database server: `mysql://…`, `postgres://…`.
    package var store: String
    /// The state directory, absolute: run directories, worker id, doorbell.
    package var state: String
    /// Nil: by the locale of the process.
    package var language: Language?
    /// A name of the zone database, for schedules and the times that people see.
    package var timeZone: String?
    package var worker = WorkerSettings()
    package var server = ServerSettings()
    /// Finished jobs and their logs are removed after this.
    package var keep: Duration = .seconds(90 * 86_400)
    /// Absolute folders in which a script without a definition may run; nil: the catalogue's folder, unless the worker is root.
    package var allowedScriptRoots: [String]?

    package init(store: String, state: String) {
        self.store = store
        self.state = state
    }
}

/// How a worker works. The defaults are the product's; the seed's figures are reachable.
package struct WorkerSettings: Sendable, Equatable {
    package var slots = 1
    /// Jobs of these queues are taken.
    package var queues = [Job.defaultQueue]
    /// What this host can, beside its own name: jobs that ask for a label are taken by hosts that have it.
    package var labels: [String] = []
    /// How often to look for jobs when no doorbell rings.
    package var poll: Duration = .milliseconds(600)
    /// How long the worker may be cut off from the store before another host may take over its jobs.
    package var lease: Duration = .seconds(90 * 60)
    /// How much of an attempt's output is kept in a database server for readers on other hosts, in bytes; 0: nothing.
    package var logInStore = 2 * 1_048_576
    /// How often to look for stop requests while jobs run.
    package var stopCheck: Duration = .seconds(2)
    package var heartbeat: Duration = .seconds(10)
    package var timeout: Duration = .seconds(3600)
    /// Between SIGTERM and SIGKILL.
    package var grace: Duration = .seconds(10)
    /// The worker's own log, absolute.
    package var logFile = ""
    /// In bytes; a log that grows over it is rotated.
    package var logMaximumSize = 10 * 1_048_576
    /// How many rotated files are kept.
    package var logKeep = 5
    /// How much of a job's output is repeated in the worker's log, per stream, in bytes.
    package var logOutput = 4096
    /// The first part of an attempt's output that is kept, in bytes; as much again is kept of its end.
    package var outputHalf = 8 * 1_048_576

    package init() {}
}
