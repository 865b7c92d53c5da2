import ArgumentParser
import YobanConfig
import YobanCore
import YobanOperations

extension CompletionKind {
    /// The keys of the catalogue that a shell would find from here.
    static var jobKeys: CompletionKind { .custom { _, _, _ in Completions.keys() } }
    /// The newest jobs, and keys.
    static var jobIDs: CompletionKind { .custom { _, _, _ async in await Completions.ids() } }
}

/// What the shell offers at Tab. Says nothing when anything is wrong: a completion must never disturb typing.
enum Completions {
    static func keys() -> [String] {
        (try? loadConfiguration(flags: .init()))?.catalogue.definitions.map(\.key.value) ?? []
    }

    static func ids() async -> [String] {
        guard let session = try? await Session.open(GlobalOptions()), let jobs = try? await session.operations.jobs(JobFilter()) else {
            return keys()
        }
        return jobs.map(\.id.description) + keys()
    }
}
