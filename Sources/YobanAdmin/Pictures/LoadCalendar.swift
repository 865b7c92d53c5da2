import YobanCore
import YobanOperations

/// How many jobs schedules queue in each hour of seven days: a table whose cells are the darker the more there are.
struct LoadCalendar {
    private static let days = 7
    /// More often than each five minutes is a steady load, which would hide the rest.
    private static let most = days * 24 * 12

    let values: [String: Any]

    init(_ schedules: [Schedule], from first: CivilDate, _ write: Wording) {
        let start = first.start(in: write.zone)
        let end = first.moved(by: Self.days).start(in: write.zone)
        var counts = [[Int]](repeating: [Int](repeating: 0, count: 24), count: Self.days)
        var steady: [String] = []
        for schedule in schedules {
            let times = schedule.times(from: start, until: end, in: write.zone, most: Self.most + 1)
            if times.count > Self.most {
                steady.append(schedule.definition.key.value)
                continue
            }
            for at in times {
                let local = write.zone.localTime(at: at)
                let day = local.date.daysSinceEpoch - first.daysSinceEpoch
                if counts.indices.contains(day) { counts[day][local.hour] += 1 }
            }
        }
        let greatest = counts.joined().max() ?? 0
        values = [
            "hours": (0..<24).map { "\($0)" }, "steady": steady, "hasSteady": !steady.isEmpty,
            "days": counts.enumerated().map { index, hours -> [String: Any] in
                let date = first.moved(by: index)
                return [
                    "date": date.text, "weekday": write(Self.weekdays[date.weekday]), "total": hours.reduce(0, +),
                    "cells": hours.map { count in
                        // Four steps: what is there is never as light as what is not.
                        ["count": count == 0 ? "" : "\(count)", "level": count == 0 ? 0 : max(1, (count * 4 + greatest - 1) / greatest)]
                            as [String: Any]
                    },
                ]
            },
        ]
    }

    /// From Sunday.
    private static let weekdays = [
        Text(ja: "日", en: "Sun"), Text(ja: "月", en: "Mon"), Text(ja: "火", en: "Tue"), Text(ja: "水", en: "Wed"),
        Text(ja: "木", en: "Thu"), Text(ja: "金", en: "Fri"), Text(ja: "土", en: "Sat"),
    ]
}
