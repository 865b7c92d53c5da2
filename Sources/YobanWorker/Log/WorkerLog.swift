import Glibc
package import YobanCore

/// Writes events to the worker's log, and to standard output for the journal, in the seed's line format.
package struct WorkerLog: Sendable {
    private let file: RotatingLogFile
    private let language: Language
    private let now: Now
    /// Set when standard output is wanted too.
    private let repeats: Bool

    /// The logger's name in every line: operators know it.
    static let name = "batch_job_worker"

    package init(file: RotatingLogFile, language: Language, repeatsOnStandardOutput: Bool, now: @escaping Now) {
        self.file = file
        self.language = language
        self.now = now
        repeats = repeatsOnStandardOutput
    }

    /// Writes one event. Never fails: trouble with logs must not disturb jobs.
    package func write(_ event: WorkerEvent) {
        let line = SeedLogLine.format(now(), name: Self.name, level: event.level, message: event.text.inLanguage(language))
        file.write(line)
        if repeats { Self.say(line) }
    }

    /// Never waits: what a closed or full pipe does not take is lost there, and the file has it.
    private static func say(_ line: String) {
        var record = line + "\n"
        record.withUTF8 { bytes in
            var rest = UnsafeRawBufferPointer(bytes)
            while !rest.isEmpty {
                var output = pollfd(fd: STDOUT_FILENO, events: Int16(POLLOUT), revents: 0)
                guard poll(&output, 1, 0) == 1, output.revents == Int16(POLLOUT) else { return }
                // A pipe that is ready takes this much at once.
                let count = Glibc.write(STDOUT_FILENO, rest.baseAddress, min(rest.count, Int(PIPE_BUF)))
                guard count > 0 else { return }
                rest = UnsafeRawBufferPointer(rebasing: rest[count...])
            }
        }
    }
}
