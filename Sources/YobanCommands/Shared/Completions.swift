import ArgumentParser
import Glibc
import YobanConfig
import YobanCore

extension CompletionKind {
    /// The keys of the catalogue that a shell would find from here.
    static var jobKeys: CompletionKind { .custom { words, _, _ in Completions(words).keys } }
    /// The newest jobs, and keys.
    static var jobs: CompletionKind { .custom { words, _, _ async in await Completions(words).jobs() + Completions(words).keys } }
    static var workers: CompletionKind { .custom { words, _, _ async in await Completions(words).workers() } }
    /// The queues of the catalogue, and the one that is there without being named.
    static var queues: CompletionKind { .custom { words, _, _ in Completions(words).queues } }
    static var pausedQueues: CompletionKind { .custom { words, _, _ async in await Completions(words).pausedQueues() } }
    /// What can be stopped.
    static var unfinishedJobs: CompletionKind { .custom { words, _, _ async in await Completions(words).jobs([.pending, .running]) } }
    /// What can be retried.
    static var finishedJobs: CompletionKind {
        .custom { words, _, _ async in await Completions(words).jobs([.completed, .failed, .stopped]) }
    }
}

/// What the shell offers at Tab. Says nothing when anything is wrong: a completion must never disturb typing.
private struct Completions {
    private let loaded: Configuration?

    /// `words`: the command line so far.
    init(_ words: [String]) {
        loaded = try? loadConfiguration(
            flags: Configuration.Flags(config: option("--config", in: words), store: option("--store", in: words)))
    }

    var keys: [String] { loaded?.catalogue.definitions.map(\.key.value) ?? [] }

    var queues: [String] {
        let names = loaded?.catalogue.definitions.map { Placement.withoutLabel($0.placement.queue) } ?? []
        return Set(names + [Job.defaultQueue]).sorted()
    }

    /// Doesn't wait for who holds the store, and makes none.
    private func store() async -> (any JobStore)? {
        guard let settings = loaded?.settings else { return nil }
        if case .sqlite(let path) = settings.engine, access(path, F_OK) != 0 { return nil }
        return try? await OpenedStore.open(settings, role: .glance).store
    }

    /// By id.
    func workers() async -> [String] { (try? await store()?.workers())?.map(\.id.value) ?? [] }

    func pausedQueues() async -> [String] { (try? await store()?.pausedQueues())?.map(\.queue) ?? [] }

    /// Newest first.
    func jobs(_ statuses: Set<JobStatus> = []) async -> [String] {
        guard let store = await store() else { return [] }
        var filter = JobFilter()
        filter.statuses = statuses
        return (try? await store.jobs(filter))?.map(\.id.description) ?? []
    }
}
