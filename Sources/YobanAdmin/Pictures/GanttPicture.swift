import YobanCore
import YobanOperations

/// A night as a chart: a row for each definition, from left to right the hours.
struct GanttPicture {
    static let width = 1000
    private static let left = 230
    private static let row = 24
    private static let top = 24
    private static let mostRows = 60

    let values: [String: Any]

    /// - Parameters:
    ///   - usual: when a definition's run begins and ends in other nights.
    ///   - closer: the address of the page with a closer look at some hours.
    init?(_ night: Night, usual: [JobKey: UsualRun], closer: (Range<Instant>) -> String, _ write: Wording) {
        let names = Self.names(night)
        guard !names.isEmpty else { return nil }
        let shown = names.prefix(Self.mostRows)
        let scale = Scale(start: night.start, end: night.end)
        let height = Self.top + shown.count * Self.row + 4
        let jobs = Dictionary(grouping: night.jobs, by: Self.name)
        let hours = Self.hours(night, scale, height, closer, write)
        let rows = shown.enumerated().map { index, name -> [String: Any] in
            let y = Self.top + index * Self.row
            var bars = Markup()
            for job in jobs[name] ?? [] { Self.bars(job, y, scale, write, to: &bars) }
            var row: [String: Any] = [
                "name": name.text, "isDefinition": name.isKey, "y": y, "textY": y + 16, "isOdd": index % 2 == 1,
                "bars": bars.text,
                "planned": Self.diamonds(night.planned.filter { $0.key.value == name.text && name.isKey }, y, scale, write),
                "missed": Self.diamonds(night.missed.filter { $0.key.value == name.text && name.isKey }, y, scale, write),
            ]
            if name.isKey, let usual = JobKey(name.text).flatMap({ usual[$0] }) { row["usual"] = Self.ghost(usual, y, scale, write) }
            return row
        }
        var values: [String: Any] = [
            "width": Self.width, "height": height, "rows": rows, "hours": hours, "left": Self.left, "rowHeight": Self.row,
            "canZoom": hours.contains { $0["closer"] != nil },
        ]
        if names.count > shown.count { values["more"] = "\(names.count - shown.count)" }
        if night.start <= write.now, write.now < night.end { values["now"] = Picture.number(scale.x(write.now)) }
        self.values = values
    }

    /// A definition, or the name of a row that has none.
    private struct Name: Hashable {
        let text: String
        let isKey: Bool
    }

    private static func name(of job: Job) -> Name { Name(text: job.key?.value ?? job.name, isKey: job.key != nil) }

    /// In the order in which they first appear.
    private static func names(_ night: Night) -> [Name] {
        var seen: Set<Name> = []
        let events =
            night.jobs.map { (name(of: $0), $0.startedAt ?? $0.createdAt) }
            + (night.planned + night.missed).map { (Name(text: $0.key.value, isKey: true), $0.at) }
        return events.sorted { ($0.1, $0.0.text) < ($1.1, $1.0.text) }.map(\.0).filter { seen.insert($0).inserted }
    }

    /// When other nights had it, behind what this one has.
    private static func ghost(_ usual: UsualRun, _ y: Int, _ scale: Scale, _ write: Wording) -> [String: Any]? {
        guard let bar = scale.bar(usual.start, usual.end, least: 3) else { return nil }
        let window = "\(write.clock(usual.start)) – \(write.clock(usual.end))"
        return [
            "x": Picture.number(bar.x), "width": Picture.number(bar.width), "y": y + 1, "height": row - 2,
            "label": write(Text(ja: "いつもは \(window)", en: "usually \(window)")),
        ]
    }

    /// What it waited, and what it ran.
    private static func bars(_ job: Job, _ y: Int, _ scale: Scale, _ write: Wording, to html: inout Markup) {
        let label = "#\(job.id) \(job.key?.value ?? job.name) \(write(job.status.word))"
        func add(_ place: (x: Double, width: Double), _ name: String, _ label: String, done percentage: Int? = nil) {
            html.add("<a href=\"/jobs/")
            html.show("\(job.id)")
            html.add("\" aria-label=\"")
            html.show(label)
            html.add("\"><rect class=\"bar ")
            html.show(name)
            html.add("\" x=\"")
            html.show(Picture.number(place.x))
            html.add("\" y=\"")
            html.show("\(y + 4)")
            html.add("\" width=\"")
            html.show(Picture.number(place.width))
            html.add("\" height=\"")
            html.show("\(row - 8)")
            html.add("\" rx=\"2\"><title>")
            html.show(label)
            html.add("</title></rect>")
            if let percentage {
                html.add("<rect class=\"done\" x=\"")
                html.show(Picture.number(place.x))
                html.add("\" y=\"")
                html.show("\(y + row - 9)")
                html.add("\" width=\"")
                html.show(Picture.number(place.width * Double(percentage) / 100))
                html.add("\" height=\"5\"/>")
            }
            html.add("</a>")
        }
        // Of a retry or a scheduled job, the time before it was due is no waiting.
        let queuedAt = job.attemptNumber <= 1 ? max(job.createdAt, job.runAfter ?? job.createdAt) : nil
        if let queuedAt, job.hold != .time {
            let until = job.startedAt ?? job.completedAt ?? write.now
            // What is too short to be seen is left to the table.
            if until > queuedAt, let bar = scale.bar(queuedAt, until), bar.width > 1 || job.status == .pending {
                let waited = write.duration(until - queuedAt)
                add(
                    bar, job.hold == .key ? "held" : "waiting", "\(label), \(write(Text(ja: "待機 \(waited)", en: "waited \(waited)")))")
            }
        }
        guard let startedAt = job.startedAt, job.status != .pending else { return }
        let end = job.status == .running ? write.now : job.completedAt ?? startedAt
        guard let bar = scale.bar(startedAt, end, least: 3) else { return }
        let took = "\(label) \(write.duration(max(end - startedAt, .zero)))"
        // A row may hold anything.
        if job.status == .running, let percentage = job.progress.percentage.map({ min(max($0, 0), 100) }) {
            add(bar, job.status.rawValue, "\(took), \(percentage)%", done: percentage)
        } else {
            add(bar, job.status.rawValue, took)
        }
    }

    /// Those that would lie on the one before are left out: they are as many as there is room for.
    private static func diamonds(_ planned: [Night.Planned], _ y: Int, _ scale: Scale, _ write: Wording) -> [[String: Any]] {
        var last = -Double.infinity
        return planned.filter { one in
            guard scale.x(one.at) - last >= 13 else { return false }
            last = scale.x(one.at)
            return true
        }.map { diamond($0, y, scale, write) }
    }

    private static func diamond(_ planned: Night.Planned, _ y: Int, _ scale: Scale, _ write: Wording) -> [String: Any] {
        let (x, middle) = (scale.x(planned.at), y + row / 2)
        let n = Picture.number
        return [
            "points": "\(n(x)),\(middle - 6) \(n(x + 6)),\(middle) \(n(x)),\(middle + 6) \(n(x - 6)),\(middle)",
            "cross": "M\(n(x - 4)) \(middle - 4)L\(n(x + 4)) \(middle + 4)M\(n(x - 4)) \(middle + 4)L\(n(x + 4)) \(middle - 4)",
            "key": planned.key.value, "at": write.time(planned.at),
        ]
    }

    /// A mark every three hours; of a closer look every half an hour, five minutes, or minute. Each but the last leads to the time from
    /// it to the next.
    private static func hours(
        _ night: Night, _ scale: Scale, _ height: Int, _ closer: (Range<Instant>) -> String, _ write: Wording
    ) -> [[String: Any]] {
        let minute: Int64 = 60_000
        let length = (night.end - night.start).inMilliseconds
        let step = length > 180 * minute ? 180 * minute : length > 30 * minute ? 30 * minute : length > 5 * minute ? 5 * minute : minute
        return stride(from: 0, through: length, by: Int(step)).map { offset in
            let at = night.start + .milliseconds(offset)
            let x = scale.x(at)
            var hour: [String: Any] = [
                "x": Picture.number(x), "label": String(at.text(in: write.zone).dropFirst(11).prefix(5)), "bottom": height,
            ]
            let end = min(at + .milliseconds(step), night.end)
            if step > minute, at < end {
                hour["closer"] = ["href": closer(at..<end), "text": write.hours(at, end), "left": Picture.number(x - 22)] as [String: Any]
            }
            return hour
        }
    }

    /// From instants to places.
    private struct Scale {
        let start: Instant
        let end: Instant

        func x(_ instant: Instant) -> Double {
            let whole = max((end - start).inMilliseconds, 1)
            let part = min(max((instant - start).inMilliseconds, 0), whole)
            return Double(GanttPicture.left) + Double(part) * Double(GanttPicture.width - GanttPicture.left - 24) / Double(whole)
        }

        /// Nil for what lies outside.
        func bar(_ from: Instant, _ to: Instant, least: Double = 1) -> (x: Double, width: Double)? {
            guard to >= start, from < end else { return nil }
            let (left, right) = (x(from), x(to))
            return (left, max(right - left, least))
        }
    }
}
