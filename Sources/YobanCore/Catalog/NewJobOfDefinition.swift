extension NewJob {
    /// The row that a definition makes. Parameters are as given; defaults are filled in when the job runs.
    package init(_ definition: JobDefinition, parameters: [String: String]) {
        self.init(key: definition.key, name: definition.name, scriptPath: definition.scriptPath)
        self.parameters = parameters
        queue = definition.placement.queue
        concurrency = definition.placement.concurrency
        priority = definition.priority
        maxRetries = definition.maxRetries
        // Rounded up: 0 would mean none.
        timeoutSeconds = definition.timeout.map { Int(($0.inMilliseconds + 999) / 1000) }
    }
}
