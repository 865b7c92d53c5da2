import ArgumentParser
import Glibc
import YobanConfig
import YobanCore
import YobanSQLite

extension CompletionKind {
    /// The keys of the catalogue that a shell would find from here.
    static var jobKeys: CompletionKind { .custom { words, _, _ in Completions(words).keys } }
    /// The newest jobs, and keys.
    static var jobs: CompletionKind { .custom { words, _, _ async in await Completions(words).jobs() + Completions(words).keys } }
    /// What can be stopped.
    static var unfinishedJobs: CompletionKind { .custom { words, _, _ async in await Completions(words).jobs([.pending, .running]) } }
    /// What can be retried.
    static var finishedJobs: CompletionKind { .custom { words, _, _ async in await Completions(words).jobs([.completed, .failed, .stopped]) } }
}

/// What the shell offers at Tab. Says nothing when anything is wrong: a completion must never disturb typing.
private struct Completions {
    private let loaded: Configuration?

    /// `words`: the command line so far.
    init(_ words: [String]) {
        loaded = try? loadConfiguration(flags: Configuration.Flags(config: option("--config", in: words)))
    }

    var keys: [String] { loaded?.catalogue.definitions.map(\.key.value) ?? [] }

    /// Newest first. Doesn't wait for who holds the store, and makes none.
    func jobs(_ statuses: Set<JobStatus> = []) async -> [String] {
        guard let path = loaded?.settings.storePath, access(path, F_OK) == 0,
            let store = try? await SQLiteStore.open(path: path, role: .client, patience: .milliseconds(100))
        else { return [] }
        var filter = JobFilter()
        filter.statuses = statuses
        return (try? await store.jobs(filter))?.map(\.id.description) ?? []
    }
}
