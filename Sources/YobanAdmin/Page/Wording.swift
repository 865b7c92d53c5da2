import YobanCore

/// Writes times and figures as the reader of one page reads them.
struct Wording {
    let language: Language
    let zone: TimeZoneRules
    let now: Instant
    private let today: Substring

    init(language: Language, zone: TimeZoneRules, now: Instant) {
        self.language = language
        self.zone = zone
        self.now = now
        today = now.text(in: zone).prefix(10)
    }

    func callAsFunction(_ text: Text) -> String { text.inLanguage(language) }

    /// What `time.mustache` writes: in short, and the whole of it beside.
    func time(_ instant: Instant) -> [String: Any] {
        let text = instant.text(in: zone)
        let ago = HumanTime.relative(instant, now: now, language)
        return [
            "iso": instant.utcText, "short": clock(text), "full": "\(text.prefix(10)) \(text.dropFirst(11)) (\(ago))", "ago": ago,
        ]
    }

    /// `02:41` today, `11-20 02:41` this year, else `2025-11-20 02:41`.
    func clock(_ instant: Instant) -> String { clock(instant.text(in: zone)) }

    private func clock(_ text: String) -> String {
        let (day, clock) = (text.prefix(10), text.dropFirst(11).prefix(5))
        if day == today { return String(clock) }
        return day.prefix(4) == today.prefix(4) ? "\(day.dropFirst(5)) \(clock)" : "\(day) \(clock)"
    }

    /// `02:00 – 05:00`, by the clocks alone.
    func hours(_ start: Instant, _ end: Instant) -> String {
        func clock(_ instant: Instant) -> Substring { instant.text(in: zone).dropFirst(11).prefix(5) }
        return "\(clock(start)) – \(clock(end))"
    }

    func time(orNil instant: Instant?) -> [String: Any]? { instant.map { time($0) } }

    func duration(_ duration: Duration) -> String { HumanTime.duration(duration, language) }

    func size(_ bytes: Int64) -> String { HumanTime.size(bytes) }

    /// `100+` for what was not counted on.
    func count(_ count: Int, cappedAt most: Int) -> String { count > most ? "\(most)+" : "\(count)" }
}
