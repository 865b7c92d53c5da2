/// What a job is made from, as the catalogue says it.
package struct JobDefinition: Sendable {
    package var key: JobKey
    /// The display name; the key when the catalogue gives none.
    package var name: String
    /// The program and its arguments, as written. `{parameter}` in an argument is replaced by that parameter's value.
    package var command: [String]
    /// Absolute. The script is looked for here when `command[0]` is a relative path.
    package var workingDirectory: String
    /// A user's name; nil: the owner of the catalogue file.
    package var user: String?
    package var environment: [String: String] = [:]
    /// Gives the script the worker's environment below its own (the seed's way).
    package var inheritsEnvironment = false
    package var priority = 0
    package var timeout: Duration?
    /// Between SIGTERM and SIGKILL; nil: the worker's.
    package var grace: Duration?
    package var maxRetries = 0
    package var retryPolicy = RetryPolicy()
    /// Leaves processes that outlive the main one alone.
    package var leavesBackground = false
    package var parameters: [Parameter] = []
    package var schedule: String?
    /// Its queue, its label and its concurrency key.
    package var placement = Placement()
    /// What is told of its jobs; nil: what the catalogue says of all.
    package var notify: [NoticeRule]?
    /// A job that runs longer is told of; nil: none is.
    package var tooLong: Duration?
    /// A job that was not started so long after its planned instant is told of.
    package var missedAfter: Duration = .seconds(600)
    /// Where the catalogue defines it, for messages.
    package var location: Location

    package init(key: JobKey, name: String, command: [String], workingDirectory: String, location: Location) {
        self.key = key
        self.name = name
        self.command = command
        self.workingDirectory = workingDirectory
        self.location = location
    }

    /// The absolute path of the script: what the seed's column `script_path` holds. A bare program name stays as it is (it is looked for in
    /// PATH), except a `.py`, which Python would not look for there.
    package var scriptPath: String {
        let program = command[0]
        return program.contains("/") || isPythonScript ? Path.resolve(program, in: workingDirectory) : program
    }
}
