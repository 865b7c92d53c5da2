package import YobanCore

/// A definition that is queued by itself.
package struct Schedule: Sendable {
    package let definition: JobDefinition
    package let cron: CronExpression

    package func next(after instant: Instant, in zone: TimeZoneRules) -> Instant? { cron.next(after: instant, in: zone) }
}

extension Operations {
    /// Of the definitions that the principal sees, in the order of the catalogue.
    package func schedules() throws(OperationError) -> [Schedule] {
        try require(.jobsRead)
        // The catalogue was checked when it was loaded: an expression that can't be read isn't in it.
        return definitions.compactMap { definition in
            definition.schedule.flatMap { try? CronExpression($0) }.map { Schedule(definition: definition, cron: $0) }
        }
    }

    /// The schedule of a definition that has one.
    package func schedule(of key: String) throws(OperationError) -> Schedule {
        let definition = try definition(key)
        guard let schedule = try schedules().first(where: { $0.definition.key == definition.key }) else {
            throw .noSchedule(definition.key)
        }
        return schedule
    }
}
