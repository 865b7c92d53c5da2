import ArgumentParser
import YobanCore

extension CompletionKind {
    /// The keys of the catalogue that a shell would find from here.
    static var jobKeys: CompletionKind { .custom { _, _, _ in Completions.keys() } }
    /// The newest jobs, and keys.
    static var jobIDs: CompletionKind { .custom { _, _, _ in Completions.ids() } }
}

/// What the shell offers at Tab. Says nothing when anything is wrong: a completion must never disturb typing.
enum Completions {
    static func keys() -> [String] {
        guard let session = try? Session(config: nil) else { return [] }
        return session.loaded.catalogue.definitions.map(\.key.value)
    }

    static func ids() -> [String] {
        guard let session = try? Session(config: nil) else { return [] }
        return session.newestIDs(50).map(\.description) + keys()
    }
}
