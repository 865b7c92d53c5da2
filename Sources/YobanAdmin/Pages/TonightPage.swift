import Hummingbird
import YobanCore
import YobanHTTP
import YobanOperations

/// The home: did the night go well, does it still go, what is to be done.
extension Screen {
    /// Jobs of each definition that tell what is usual.
    private static let looksBack = 20
    private static let mostInTable = 300

    func addTonight(to routes: inout Routes) {
        page("/", in: &routes) { view, visit in
            let write = view.wording
            let current = NightWindow(around: write.now, in: write.zone)
            let window =
                view.query("night").flatMap(WallClock.date).map { NightWindow($0, in: write.zone) }
                ?? view.query("day").flatMap(WallClock.date).map { NightWindow($0, isDay: true, in: write.zone) } ?? current
            let night = try await visit.operations.night(from: window.start, until: window.end, in: write.zone)
            let isTonight = window.start == current.start
            let isByDay = isTonight && window.next.contains(write.now)
            // By day what failed since the night needs somebody too.
            let told = isByDay ? try await visit.operations.night(from: window.start, until: window.next.end, in: write.zone) : night
            let recent = try await visit.operations.newest(of: told.keys, each: Self.looksBack)
            let usual = recent.compactMapValues { UsualRun($0, in: window) }
            let part = Self.part(of: window, view)
            let shown = part.map { night.part(from: $0.lowerBound, until: $0.upperBound, now: write.now) } ?? night
            let name =
                isTonight
                ? Text(ja: "今夜", en: "Tonight") : window.isDay ? Text(ja: "日中", en: "Day") : Text(ja: "夜", en: "Night")
            var values: [String: Any] = [
                "name": write(name), "date": window.date.text, "span": write.hours(window.start, window.end),
                "verdict": Self.verdict(night, recent, write), "isCut": !night.isComplete,
                "elsewhere": Self.elsewhere(window, current, write),
                "rows": shown.jobs.suffix(Self.mostInTable).reversed().map { $0.row(write) },
                "isEmpty": night.jobs.isEmpty && night.planned.isEmpty && night.missed.isEmpty,
                "hasJobs": !shown.jobs.isEmpty,
            ]
            if isByDay { values["today"] = window.next.address }
            if let part { values["part"] = Self.partValues(part, of: window, write) }
            if shown.jobs.count > Self.mostInTable {
                let since = String(shown.start.text(in: write.zone).prefix(16))
                values["moreJobs"] =
                    ["count": shown.jobs.count - Self.mostInTable, "href": "/jobs?q=since:\(since)"] as [String: Any]
            }
            values["gantt"] = GanttPicture(shown, usual: usual, closer: window.address(of:), write)?.values
            let attention = try await self.attention(told, recent, isCurrent: isTonight || window.contains(write.now), view, visit)
            values["attention"] = attention
            values["isCalm"] = attention.isEmpty && !night.jobs.isEmpty
            return Page("tonight", name, at: .tonight, values)
        }
    }

    /// The hours that are looked at closer, of those of the page.
    private static func part(of window: NightWindow, _ view: View) -> Range<Instant>? {
        guard let start = view.query("from").flatMap(Instant.init(rfc3339:)), let end = view.query("to").flatMap(Instant.init(rfc3339:)),
            window.start <= start, start < end, end <= window.end
        else { return nil }
        return start..<end
    }

    private static func partValues(_ part: Range<Instant>, of window: NightWindow, _ write: Wording) -> [String: Any] {
        let length = part.upperBound - part.lowerBound
        func place(_ start: Instant) -> [String: Any]? {
            let (from, to) = (max(start, window.start), min(start + length, window.end))
            return from < to ? ["href": window.address(of: from..<to), "text": write.hours(from, to)] : nil
        }
        var values: [String: Any] = ["text": write.hours(part.lowerBound, part.upperBound), "whole": window.address]
        values["before"] = place(part.lowerBound - length)
        values["after"] = place(part.upperBound)
        return values
    }

    /// The nights and days around one, as far as they have begun, in order.
    private static func elsewhere(_ window: NightWindow, _ current: NightWindow, _ write: Wording) -> [[String: Any]] {
        let around =
            window.isDay
            ? [window.previous, window.next] : [window.moved(by: -1), window.previous, window.next, window.moved(by: 1)]
        var links = around.filter { $0.start <= write.now && $0.start != current.start }.map { other -> [String: String] in
            let name = "\(write(other.isDay ? Text(ja: "日中", en: "Day") : Text(ja: "夜", en: "Night"))) \(other.date.text)"
            return ["href": other.address, "text": other.start < window.start ? "← \(name)" : "\(name) →"]
        }
        if window.start != current.start { links.append(["href": "/", "text": write(Text(ja: "今夜", en: "Tonight"))]) }
        return links
    }

    /// `23 件中 21 完了 · 1 実行中 · 1 失敗 · 見込み終了 03:42`
    private static func verdict(_ night: Night, _ recent: [JobKey: [Job]], _ write: Wording) -> [[String: Any]] {
        let all = night.jobs.count + night.planned.count
        var parts: [[String: Any]] = [
            ["text": write(Text(ja: "全 \(all) 件", en: "\(all) in all")), "class": "all"]
        ]
        for status in [JobStatus.completed, .running, .pending, .failed, .stopped] {
            let count = night.count(status)
            guard count > 0 || status == .completed else { continue }
            parts.append(["text": "\(count) \(write(status.word))", "class": status.rawValue, "mark": status.mark])
        }
        if !night.missed.isEmpty {
            parts.append([
                "text": write(Text(ja: "\(night.missed.count) 未実行", en: "\(night.missed.count) missed")), "class": "failed", "mark": "◇",
            ])
        }
        if !night.planned.isEmpty {
            parts.append([
                "text": write(Text(ja: "\(night.planned.count) 予定", en: "\(night.planned.count) to come")), "class": "planned", "mark": "◇",
            ])
        }
        let ends = night.jobs.filter { $0.status == .running }.map { job in
            job.expectedEnd(now: write.now, others: job.key.flatMap { recent[$0] } ?? [])
        }
        // Only where all that runs can be foreseen.
        let known = ends.compactMap { $0 }
        if let last = known.max(), known.count == ends.count {
            let at = write.clock(last)
            parts.append(["text": write(Text(ja: "見込み終了 \(at)", en: "ends about \(at)")), "class": "all"])
        }
        return parts
    }
}
