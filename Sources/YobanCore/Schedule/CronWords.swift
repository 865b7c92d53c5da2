extension CronExpression {
    /// The schedule in words, such as `毎日 02:00` and `every day at 02:00`; the expression itself where words would not be clearer.
    package var words: Text {
        guard let time = CronTimeWords(self), let day = CronDayWords(self) else { return Text(ja: description, en: description) }
        switch (time, day) {
        case (.interval(let time), .everyDay): return time
        case (.interval(let time), .some(let day)): return Text(ja: "\(day.ja) \(time.ja)", en: "\(day.en), \(time.en)")
        case (.clock(let time), .everyDay): return Text(ja: "毎日 \(time.ja)", en: "every day at \(time.en)")
        case (.clock(let time), .some(let day)): return Text(ja: "\(day.ja) \(time.ja)", en: "\(day.en) at \(time.en)")
        }
    }
}
