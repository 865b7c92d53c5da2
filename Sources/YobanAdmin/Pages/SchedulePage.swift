import Hummingbird
import YobanCore
import YobanHTTP
import YobanOperations

/// What is queued by itself, and when.
extension Screen {
    private static let mostComing = 200
    /// What comes more often in a day is told of by its number.
    private static let mostOfOne = 24

    func addSchedule(to routes: inout Routes) {
        page("/schedule", in: &routes) { view, visit in
            let write = view.wording
            let schedules = try visit.operations.schedules()
            let date = view.query("date").flatMap(WallClock.date)
            let start = date.map { $0.start(in: write.zone) } ?? write.now
            let end = date.map { $0.moved(by: 1).start(in: write.zone) } ?? start + .seconds(86_400)
            let times = schedules.map { (key: $0.definition.key, times: $0.times(from: start, until: end, in: write.zone, most: 1500)) }
            let coming = times.filter { $0.times.count <= Self.mostOfOne }
                .flatMap { one in one.times.map { Night.Planned(key: one.key, at: $0) } }.sorted { ($0.at, $0.key) < ($1.at, $1.key) }
            let frequent = times.filter { $0.times.count > Self.mostOfOne }
            var values: [String: Any] = [
                "rows": schedules.map { Self.row($0, write) }, "isEmpty": schedules.isEmpty, "isCut": coming.count > Self.mostComing,
                "hasComing": !coming.isEmpty, "count": times.reduce(0) { $0 + $1.times.count },
                "frequent": frequent.map { ["key": $0.key.value, "times": $0.times.count] as [String: Any] },
                "hasFrequent": !frequent.isEmpty, "mayEnqueue": visit.may(.jobsEnqueue),
                "coming": coming.prefix(Self.mostComing).map { planned -> [String: Any] in
                    ["key": planned.key.value, "time": Self.marked(planned.at, write)]
                },
            ]
            let today = write.zone.localTime(at: write.now).date
            values["load"] = LoadCalendar(schedules, from: date ?? today, write).values
            values["chosen"] = (date ?? today).text
            if let date {
                values["date"] =
                    [
                        "text": date.text, "before": date.moved(by: -1).text, "after": date.moved(by: 1).text,
                        "changes": write.zone.offset(at: start) != write.zone.offset(at: end),
                    ] as [String: Any]
            }
            return Page("schedule", Text(ja: "予定", en: "Schedule"), at: .schedule, values)
        }
    }

    private static func row(_ schedule: Schedule, _ write: Wording) -> [String: Any] {
        let definition = schedule.definition
        let times = next(schedule, 10, after: write.now, in: write.zone)
        var row: [String: Any] = [
            "key": definition.key.value, "words": write(schedule.cron.words), "cron": definition.schedule ?? "",
            "times": times.map { marked($0, write) }, "missedAfter": write.duration(definition.missedAfter),
        ]
        row["next"] = write.time(orNil: times.first)
        // Two planned jobs run beside each other unless a key of its own says that only one may.
        row["together"] = definition.placement.concurrency.map { $0.limit }
        return row
    }

    /// A time, and whether clocks will show it by another offset than now.
    private static func marked(_ at: Instant, _ write: Wording) -> [String: Any] {
        let isShifted = write.zone.offset(at: at) != write.zone.offset(at: write.now)
        return write.time(at).merging(["isShifted": isShifted] as [String: Any]) { $1 }
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
