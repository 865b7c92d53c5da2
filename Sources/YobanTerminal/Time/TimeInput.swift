package import YobanCore

/// Reads times as people type them. A time without a zone is in the time zone of the process.
package enum TimeInput {
    /// A text that is no time, with what would be one.
    package struct Unreadable: Error, Sendable, Equatable {
        package let text: Text
    }

    /// `90s`, `10m`, `1h30m`, `2d`: whole numbers with units, the larger unit first. At most 3,650 days.
    package static func duration(_ text: String) throws(Unreadable) -> Duration {
        if let duration = parsedDuration(text) { return duration }
        throw unreadable(
            text, ja: "長さ", en: "a length of time", examples: "90s, 10m, 1h30m, 2d",
            hint: Text(ja: "単位は d(日)、h(時間)、m(分)、s(秒)です。", en: "The units are d, h, m and s."))
    }

    /// For `--at`: a point in the future. `02:00` is the next time that clocks show it.
    package static func future(_ text: String, now: Instant) throws(Unreadable) -> Instant {
        let instant = try point(text, examples: "02:00, \"2026-11-22 02:00\", 2026-11-22T02:00:00+09:00") { time in
            next(time, after: now)
        }
        guard let instant else { throw notThere(text) }
        guard instant > now else {
            let shown = TerminalText.sanitised(text)
            throw Unreadable(
                text: Text(
                    ja: "「\(shown)」はもう過ぎています(現在 \(HumanTime.dateAndTime(now)))。すぐに実行するには --at を外してください。",
                    en: "'\(shown)' is in the past (it is \(HumanTime.dateAndTime(now)) now). To run at once, leave --at out."))
        }
        return instant
    }

    /// For `--since`: `18:00` is the last time that clocks showed it, `2h` is so long ago, a date is its midnight.
    package static func past(_ text: String, now: Instant) throws(Unreadable) -> Instant {
        if let ago = parsedDuration(text) { return now - ago }
        if var date = Scanner(text).whole({ $0.date() }) {
            // Where clocks jump over midnight the day begins at one.
            for hour in 0...1 {
                date.hour = hour
                if let midnight = date.localInstant { return midnight }
            }
            throw notThere(text)
        }
        let instant = try point(text, examples: "18:00, 2h, 2026-11-22, \"2026-11-22 18:00\"") { time in last(time, before: now) }
        guard let instant else { throw notThere(text) }
        return instant
    }

    /// The point that the text names; nil when it has the right form but clocks never show it.
    private static func point(
        _ text: String, examples: String, ofDay: ((hour: Int, minute: Int, second: Int)) -> Instant?
    ) throws(Unreadable) -> Instant? {
        if let time = Scanner(text).whole({ $0.time() }) { return ofDay(time) }
        if let (civil, milliseconds, offset) = Scanner(text).whole({ $0.dateAndTime() }) {
            let instant = offset.map { offset in civil.utcInstant.map { $0 - .seconds(offset) } } ?? civil.localInstant
            return instant.map { $0 + .milliseconds(milliseconds) }
        }
        throw unreadable(text, ja: "時刻", en: "a time", examples: examples, hint: Text(ja: "", en: ""))
    }

    private static func next(_ time: (hour: Int, minute: Int, second: Int), after now: Instant) -> Instant? {
        // Today, tomorrow, or the day after, where clocks jump over it tomorrow.
        days(from: now, [0, 1, 2], at: time).first { $0 > now }
    }

    private static func last(_ time: (hour: Int, minute: Int, second: Int), before now: Instant) -> Instant? {
        days(from: now, [0, -1, -2], at: time).first { $0 <= now }
    }

    private static func days(from now: Instant, _ days: [Int], at time: (hour: Int, minute: Int, second: Int)) -> [Instant] {
        let today = CivilTime(local: now)
        let noon = CivilTime(year: today.year, month: today.month, day: today.day, hour: 12).utcInstant
        return days.compactMap { day in
            // Counted in UTC, where every day has 24 hours, and from noon, only to find the date.
            guard var civil = noon.map({ CivilTime(utc: $0 + .seconds(day * 86_400)) }) else { return nil }
            (civil.hour, civil.minute, civil.second) = time
            return civil.localInstant
        }
    }

    private static func parsedDuration(_ text: String) -> Duration? {
        Units.duration(text).flatMap { $0 <= .seconds(3650 * 86_400) ? $0 : nil }
    }

    private static func unreadable(_ text: String, ja: String, en: String, examples: String, hint: Text) -> Unreadable {
        let shown = DisplayWidth.truncate(TerminalText.sanitised(text), to: 60)
        return Unreadable(
            text: Text(
                ja: "「\(shown)」は\(ja)として読めません。\(hint.ja)例: \(examples)",
                en: "'\(shown)' is not \(en). \(hint.en)\(hint.en.isEmpty ? "" : " ")Examples: \(examples)"))
    }

    private static func notThere(_ text: String) -> Unreadable {
        let shown = TerminalText.sanitised(text)
        return Unreadable(
            text: Text(
                ja: "「\(shown)」という日時はありません。暦にない日か、時計の切り替えで飛ばされる時刻です。",
                en: "there is no '\(shown)': the calendar has no such day, or clocks jump over that time."))
    }
}
