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
        if repeats {
            var record = line + "\n"
            // One write per record; a closed or full pipe loses it, and the file has it.
            record.withUTF8 { _ = Glibc.write(1, $0.baseAddress, $0.count) }
        }
    }
}
