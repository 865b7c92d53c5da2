/// The words for minute and hour; nil when they are too irregular.
enum CronTimeWords {
    /// Times of day: `02:00 and 14:00`.
    case clock(Text)
    /// A rhythm: `every 15 minutes`.
    case interval(Text)

    init?(_ expression: CronExpression) {
        let (minutes, hours) = (expression.minutes.members, expression.hours.members)
        guard let firstHour = hours.first, let lastHour = hours.last, let firstMinute = minutes.first, let lastMinute = minutes.last else {
            return nil
        }
        let everyMinutes = Self.step(of: minutes, in: 60)
        let rhythm: Text? = minutes.count == 1 ? Text(ja: "1時間ごと", en: "every hour") : everyMinutes.map(Self.everyMinutes)

        if hours.count == 24 {
            guard minutes.count == 1 else {
                guard let rhythm else { return nil }
                self = .interval(rhythm)
                return
            }
            self = .interval(Text(ja: "毎時\(firstMinute)分", en: "every hour at :\(CronNames.padded(firstMinute))"))
        } else if minutes.count == 1, hours.count >= 3, let step = Self.step(of: hours, in: 24) {
            let suffix = firstMinute == 0 ? ("", "") : ("の\(firstMinute)分", " at :\(CronNames.padded(firstMinute))")
            self = .interval(Text(ja: "\(step)時間ごと\(suffix.0)", en: "every \(step) hours\(suffix.1)"))
        } else if minutes.count * hours.count <= 4 {
            let times = hours.flatMap { hour in minutes.map { CronNames.clock(hour, $0) } }
            self = .clock(Text(ja: times.joined(separator: "、"), en: CronNames.list(times)))
        } else if let rhythm, lastHour - firstHour == hours.count - 1 {
            let (start, end) = (CronNames.clock(firstHour, firstMinute), CronNames.clock(lastHour, lastMinute))
            self = .interval(Text(ja: "\(start)から\(end)まで\(rhythm.ja)", en: "\(rhythm.en) from \(start) to \(end)"))
        } else {
            return nil
        }
    }

    private static func everyMinutes(_ step: Int) -> Text {
        step == 1 ? Text(ja: "毎分", en: "every minute") : Text(ja: "\(step)分ごと", en: "every \(step) minutes")
    }

    /// n when the members are exactly 0, n, 2n … and come round evenly.
    private static func step(of members: [Int], in cycle: Int) -> Int? {
        guard members.count > 1, cycle % members[1] == 0, members == Array(stride(from: 0, to: cycle, by: members[1])) else { return nil }
        return members[1]
    }
}
