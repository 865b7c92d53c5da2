import Hummingbird
import YobanCore
import YobanOperations

/// When definitions run by themselves.
extension Interface {
    func addScheduleRoutes(to routes: inout Routes) {
        routes.get("/api/v1/schedules") { request, context in
            let operations = try await operations(for: request, context)
            let now = operations.now()
            let schedules = try operations.schedules().map { schedule in
                JSON.object(members(schedule) + [.init("next_at", JSON(schedule.next(after: now, in: zone.rules)))])
            }
            return Response(.ok, .array(schedules))
        }
        routes.get("/api/v1/schedules/:key") { request, context in
            let operations = try await operations(for: request, context)
            let schedule = try operations.schedule(of: context.parameters.get("key") ?? "")
            var query = Query(request)
            let count = query.integer("count", in: 1...100) ?? 10
            let after = query.instant("after") ?? operations.now()
            try query.finish()
            let next = sequence(first: after) { schedule.next(after: $0, in: zone.rules) }.dropFirst().prefix(count)
            return Response(.ok, .object(members(schedule) + [.init("next", .array(next.map { JSON(planned: $0, in: zone.rules) }))]))
        }
    }

    private func members(_ schedule: Schedule) -> [JSON.Member] {
        [
            .init("job_key", .string(schedule.definition.key.value)), .init("name", .string(schedule.definition.name)),
            .init("schedule", .string(schedule.cron.description)), .init("time_zone", JSON(zone.name)),
        ]
    }
}

extension JSON {
    /// A planned time, also as the clocks show it there.
    fileprivate init(planned instant: Instant, in zone: TimeZoneRules) {
        self = [
            "at": JSON(instant), "local": .string(instant.text(in: zone)),
            "is_daylight": .bool(zone.offset(at: instant).isDaylight),
        ]
    }
}
