import YobanCore

/// What is typed above a list of jobs: `key:sync-* status:failed since:2026-11-22 took:>10m text:word 1287`. A bare word is looked for in
/// keys.
struct JobSearch {
    /// What a store chooses by.
    var filter = JobFilter()
    /// What is left to look at.
    var sieve = JobSieve()
    /// Words that were not understood, each with what is allowed.
    private(set) var objections: [Text] = []

    /// - Parameter zone: of the clock that `since:` goes by.
    init(parsing text: String, zone: TimeZoneRules, now: Instant) {
        for word in text.split(whereSeparator: \.isWhitespace).prefix(20) {
            let parts = word.split(separator: ":", maxSplits: 1)
            guard parts.count == 2 else {
                take(bare: String(word))
                continue
            }
            let value = String(parts[1])
            switch parts[0].lowercased() {
            case "key": filter.keyGlob = String(value.prefix(255))
            case "status": take(status: value)
            case "since":
                filter.since = Self.instant(value, zone: zone, now: now)
                if filter.since == nil {
                    objections.append(
                        Text(
                            ja: "since: には 2026-11-22、18:00、2h のように指定してください（「\(value.shortened)」）",
                            en: "since: takes 2026-11-22, 18:00 or 2h, not “\(value.shortened)”"))
                }
            case "text": sieve.add(text: String(value.prefix(200)))
            case "took":
                if !sieve.add(took: value) {
                    objections.append(
                        Text(
                            ja: "took: には >10m や <30s のように指定してください（単位 s m h d。「\(value.shortened)」）",
                            en: "took: takes >10m or <30s (s m h d), not “\(value.shortened)”"))
                }
            default:
                objections.append(
                    Text(
                        ja: "「\(String(parts[0]).shortened):」は使えません。使えるもの: key: status: since: took: text:",
                        en: "“\(String(parts[0]).shortened):” is not known; there are key: status: since: took: text:"))
            }
        }
    }

    private mutating func take(bare word: String) {
        let digits = word.hasPrefix("#") ? String(word.dropFirst()) : word
        if let id = JobID(parsing: digits) {
            filter.ids.append(id)
        } else {
            filter.keyGlob = Glob.isPlain(word) ? "*\(word.prefix(200))*" : String(word.prefix(255))
        }
    }

    private mutating func take(status value: String) {
        for name in value.split(separator: ",") {
            if let status = JobStatus(rawValue: String(name)) {
                filter.statuses.insert(status)
            } else {
                let known = JobStatus.allCases.map(\.rawValue).joined(separator: ", ")
                objections.append(Text(ja: "status: に使える値: \(known)", en: "status: takes \(known)"))
            }
        }
    }

    /// `2026-11-22`, `2026-11-22T18:00`, `18:00` (the last one that was), `90m`, `2h`, `3d`.
    static func instant(_ text: String, zone: TimeZoneRules, now: Instant) -> Instant? {
        if let unit = text.last, let count = Int64(text.dropLast()), (0...100_000).contains(count) {
            switch unit {
            case "m": return now - .seconds(count * 60)
            case "h": return now - .seconds(count * 3600)
            case "d": return now - .seconds(count * 86_400)
            default: break
            }
        }
        let today = zone.localTime(at: now).date
        if text.utf8.count == 5 {
            guard let at = WallClock.instant("\(text):00", on: today, in: zone) else { return nil }
            return at <= now ? at : WallClock.instant("\(text):00", on: CivilDate(daysSinceEpoch: today.daysSinceEpoch - 1), in: zone)
        }
        guard let date = WallClock.date(String(text.prefix(10))) else { return nil }
        if text.utf8.count == 10 { return WallClock.instant("00:00:00", on: date, in: zone) }
        return text.utf8.count == 16 && text.dropFirst(10).first == "T"
            ? WallClock.instant("\(text.suffix(5)):00", on: date, in: zone) : nil
    }
}
