import YobanCore

extension Settings {
    /// What jobs may inherit of this process's environment: the store's password, the secrets of webhooks and a server's token are not
    /// theirs.
    func environmentForJobs(_ catalogue: Catalogue) -> [String: String] {
        let hidden = passwordVariables.union(catalogue.secretVariables).union([serverTokenVariable])
        return processEnvironment.filter { !hidden.contains($0.key) }
    }

    /// Variables from which the store's password may be read.
    private var passwordVariables: Set<String> {
        var names: Set = ["YOBAN_STORE_PASSWORD"]
        if engine == .postgres { names.insert("PGPASSWORD") }
        let options = store.split(separator: "?", maxSplits: 1).dropFirst().first?.split(separator: "&") ?? []
        for option in options where option.hasPrefix("password-env=") { names.insert(String(option.dropFirst("password-env=".count))) }
        return names
    }
}
