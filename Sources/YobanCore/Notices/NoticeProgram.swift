extension NoticeRule {
    /// The program of a command as a definition has one, so that it is found and started by the same rules: relative paths belong to the
    /// catalogue's folder, and what ends in `.py` is run by Python. Nil for a webhook.
    package func program(in catalogue: Catalogue) -> JobDefinition? {
        guard case .command(let command) = channel, let key = JobKey("notify") else { return nil }
        return JobDefinition(key: key, name: name, command: command, workingDirectory: catalogue.folder, location: location)
    }
}
