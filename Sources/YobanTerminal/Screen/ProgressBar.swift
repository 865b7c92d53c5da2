package import YobanCore

/// One line about a running job: how far, what it says, how long, how long still.
package struct ProgressBar: Sendable {
    /// Before the bar, when several jobs are shown at once; the caller pads labels to one width.
    package var label: String
    package var progress: Progress
    package var elapsed: Duration
    package var remaining: Duration?
    package var language: Language

    /// Longer lines are harder to read, not more telling.
    private static let widest = 100
    /// Cells kept for the message before the bar gets them.
    private static let messageRoom = 16
    /// Cells kept for times, so that nothing moves when they get longer or shorter.
    private static let elapsedRoom = 7
    private static let fullTimeRoom = 26

    package init(label: String = "", progress: Progress, elapsed: Duration, remaining: Duration? = nil, language: Language) {
        self.label = label
        self.progress = progress
        self.elapsed = elapsed
        self.remaining = remaining
        self.language = language
    }

    /// The line in at most `width` cells. Parts stay in place while the message changes; on a narrow terminal first the bar shrinks,
    /// then what is left of the time, the bar and the time go.
    package func drawn(_ style: Style, width: Int) -> StyledText {
        let width = min(width, Self.widest)
        var head = label.isEmpty ? StyledText("") : StyledText(label, .bold) + "  "
        if let percentage = progress.percentage {
            head += StyledText(DisplayWidth.pad("\(percentage)%", to: 4, .right) + " ")
        }
        let elapsed = HumanTime.duration(elapsed, language)
        let short = DisplayWidth.pad(elapsed, to: Self.elapsedRoom)
        let full = DisplayWidth.pad(elapsed + (remaining.map { HumanTime.left($0, language) } ?? ""), to: Self.fullTimeRoom)
        // From the roomiest to the barest; without a percentage there is nothing to draw a bar of.
        let layouts: [(bar: Int, time: String)] =
            progress.percentage == nil
            ? [(0, full), (0, short), (0, "")]
            : [(33, full), (20, full), (10, full), (10, short), (0, short), (0, "")]
        func room(_ bar: Int, _ time: String) -> Int {
            width - head.width - (bar > 0 ? bar + 2 : 0) - (time.isEmpty ? 0 : 3 + DisplayWidth.of(time))
        }
        let (bar, time) = layouts.first { room($0.bar, $0.time) >= Self.messageRoom } ?? (0, "")
        let space = max(0, room(bar, time))
        var line = head
        if bar > 0 { line += self.bar(style, cells: bar) + "  " }
        line += StyledText(progress.message ?? "").truncated(to: space, ellipsis: style.ellipsis)
        if !time.isEmpty { line = line.padded(to: width - 3 - DisplayWidth.of(time)) + "   " + StyledText(time, .grey) }
        return line.truncated(to: width, ellipsis: style.ellipsis)
    }

    /// For a pipe: without bar and times, so that it is the same text as long as the job says nothing new.
    package var plain: String {
        [label, progress.percentage.map { "\($0)%" } ?? "", progress.message ?? ""].filter { !$0.isEmpty }.joined(separator: "  ")
    }

    private func bar(_ style: Style, cells: Int) -> StyledText {
        let halves = (progress.percentage ?? 0) * cells * 2 / 100
        let (full, half, rest) = style.usesUnicode ? ("━", "╸", "━") : ("=", "-", " ")
        let done = String(repeating: full, count: halves / 2) + (halves % 2 == 1 ? half : "")
        let open = cells - DisplayWidth.of(done)
        // The track is told from the bar by colour alone, so without colour there is none.
        return StyledText(done, .cyan) + StyledText(String(repeating: style.usesColour ? rest : " ", count: open), .grey)
    }
}
