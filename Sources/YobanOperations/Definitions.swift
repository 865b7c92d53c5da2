package import YobanCore

extension Operations {
    /// The definitions whose key the principal sees, as the catalogue has them.
    package var definitions: [JobDefinition] { catalogue.definitions.filter { principal.sees($0.key) } }

    /// The definition of a key; to a principal that doesn't see it, it does not exist.
    package func definition(_ key: String) throws(OperationError) -> JobDefinition {
        try require(.jobsRead)
        guard let definition = definitions.first(where: { $0.key.value == key }) else { throw .unknownKey(key, among: definitions) }
        return definition
    }

    /// When a job of each definition last completed; one that never did is missing.
    package func lastCompleted() async throws(OperationError) -> [JobKey: Instant] {
        try require(.jobsRead)
        let keys = definitions.map(\.key)
        return try await storing { () async throws(StoreError) in try await store.lastCompleted(of: keys) }
    }
}
