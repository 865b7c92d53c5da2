package import YobanCore

extension JSON {
    package init(_ definition: JobDefinition) {
        let concurrency = definition.placement.concurrency
        self = .object([
            Member("key", .string(definition.key.value)), Member("name", .string(definition.name)),
            Member("command", .array(definition.command.map { .string($0) })), Member("priority", .int(Int64(definition.priority))),
            Member("schedule", JSON(definition.schedule)), Member("max_retries", .int(Int64(definition.maxRetries))),
            Member("timeout_seconds", JSON(definition.timeout.map { $0.inMilliseconds / 1000 })),
            Member("queue", .string(definition.placement.queue)), Member("concurrency_key", JSON(concurrency?.name)),
            Member("concurrency_limit", JSON(concurrency?.limit)),
            Member("parameters", .array(definition.parameters.map { JSON($0) })),
        ])
    }

    /// In the words of the catalogue.
    private init(_ parameter: Parameter) {
        var members: [Member] = [Member("name", .string(parameter.name))]
        switch parameter.kind {
        case .text(let pattern): members += [Member("type", "text"), Member("matches", JSON(pattern))]
        case .integer(let minimum, let maximum):
            members += [Member("type", "integer"), Member("min", JSON(minimum)), Member("max", JSON(maximum))]
        case .choice(let values): members += [Member("type", "choice"), Member("values", .array(values.map { .string($0) }))]
        case .date: members.append(Member("type", "date"))
        }
        self = .object(
            members + [Member("required", .bool(parameter.isRequired)), Member("default", JSON(parameter.defaultValue))])
    }
}
