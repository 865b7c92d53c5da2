/// One of the five fields of a cron expression, in the order they are written.
package enum CronField: Int, Sendable, Hashable, CaseIterable {
    case minute, hour, dayOfMonth, month, dayOfWeek

    /// The numbers that may be written. For the day of the week, 0 and 7 are both Sunday.
    var range: ClosedRange<Int> {
        switch self {
        case .minute: 0...59
        case .hour: 0...23
        case .dayOfMonth: 1...31
        case .month: 1...12
        case .dayOfWeek: 0...7
        }
    }

    /// The names that may be written instead of numbers, in upper case; the first stands for the lower end of ``range``.
    var names: [String] {
        switch self {
        case .minute, .hour, .dayOfMonth: []
        case .month: ["JAN", "FEB", "MAR", "APR", "MAY", "JUN", "JUL", "AUG", "SEP", "OCT", "NOV", "DEC"]
        case .dayOfWeek: ["SUN", "MON", "TUE", "WED", "THU", "FRI", "SAT"]
        }
    }

    /// What the field is called.
    package var title: Text {
        switch self {
        case .minute: Text(ja: "分", en: "minute")
        case .hour: Text(ja: "時", en: "hour")
        case .dayOfMonth: Text(ja: "日", en: "day of month")
        case .month: Text(ja: "月", en: "month")
        case .dayOfWeek: Text(ja: "曜日", en: "day of week")
        }
    }

    /// Which single values the field takes.
    var allowed: Text {
        switch self {
        case .minute, .hour, .dayOfMonth:
            Text(ja: "\(range.lowerBound)〜\(range.upperBound)", en: "\(range.lowerBound) to \(range.upperBound)")
        case .month: Text(ja: "1〜12 または JAN〜DEC", en: "1 to 12 or JAN to DEC")
        case .dayOfWeek: Text(ja: "0〜7（0 と 7 は日曜）または SUN〜SAT", en: "0 to 7 (0 and 7 are Sunday) or SUN to SAT")
        }
    }
}
