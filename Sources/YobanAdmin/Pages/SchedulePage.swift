import Hummingbird
import YobanCore
import YobanHTTP
import YobanOperations

/// What is queued by itself, and when.
extension Screen {
    private static let mostComing = 200

    func addSchedule(to routes: inout Routes) {
        page("/schedule", in: &routes) { view, visit in
            let write = view.wording
            let schedules = try visit.operations.schedules()
            let end = write.now + .seconds(86_400)
            let coming = schedules.flatMap { one in
                one.times(from: write.now, until: end, in: write.zone).map { Night.Planned(key: one.definition.key, at: $0) }
            }.sorted { ($0.at, $0.key) < ($1.at, $1.key) }
            let rows = schedules.map { schedule -> [String: Any] in
                let times = Self.next(schedule, 10, after: write.now, in: write.zone)
                var row: [String: Any] = [
                    "key": schedule.definition.key.value, "words": write(schedule.cron.words), "cron": schedule.definition.schedule ?? "",
                ]
                row["next"] = write.time(orNil: times.first)
                let offset = write.zone.offset(at: write.now)
                row["times"] = times.map { at in
                    write.time(at).merging(["isShifted": write.zone.offset(at: at) != offset] as [String: Any]) { $1 }
                }
                return row
            }
            return Page(
                "schedule", Text(ja: "予定", en: "Schedule"), at: .schedule,
                [
                    "rows": rows, "isEmpty": rows.isEmpty, "isCut": coming.count > Self.mostComing,
                    "coming": coming.prefix(Self.mostComing).map { ["key": $0.key.value, "time": write.time($0.at)] as [String: Any] },
                ])
        }
    }

    private static func next(_ schedule: Schedule, _ count: Int, after instant: Instant, in zone: TimeZoneRules) -> [Instant] {
        var times: [Instant] = []
        var last = instant
        while times.count < count, let next = schedule.next(after: last, in: zone) {
            times.append(next)
            last = next
        }
        return times
    }
}
