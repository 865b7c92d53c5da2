/// One column of a table.
package struct Column: Sendable {
    package var title: String
    package var alignment: Alignment
    /// The least width in cells it is shrunk to.
    package var minimum: Int
    /// Who gives way first when the terminal is narrow: the largest number. 0: never shrinks.
    package var yields: Int

    package init(_ title: String, _ alignment: Alignment = .left, minimum: Int = 4, yields: Int = 0) {
        self.title = title
        self.alignment = alignment
        self.minimum = minimum
        self.yields = yields
    }
}

/// Rows under a header, aligned by what a terminal shows, two spaces between columns.
package struct Table: Sendable {
    private static let gap = "  "

    package var columns: [Column]
    /// Each as long as `columns`.
    package var rows: [[StyledText]] = []

    package init(_ columns: [Column]) { self.columns = columns }

    /// The lines, header first, each ended by a newline. Fitted to `width` cells; nil (a pipe or a file): as wide as it comes.
    package func rendered(_ style: Style, width: Int?) -> String {
        let widths = fitted(to: width)
        let header = columns.map { StyledText($0.title, .bold) }
        return ([header] + rows).map { cells in
            let line = line(of: cells, widths: widths, ellipsis: style.ellipsis)
            return (width.map { line.truncated(to: $0, ellipsis: style.ellipsis) } ?? line).rendered(style) + "\n"
        }.joined()
    }

    private func line(of cells: [StyledText], widths: [Int], ellipsis: String) -> StyledText {
        // Trailing spaces would wrap on a terminal and disturb who copies a line.
        let last = cells.lastIndex { $0.width > 0 } ?? 0
        var line = StyledText("")
        for (index, cell) in cells.enumerated() where index <= last {
            if index > 0 { line += StyledText(Self.gap) }
            let cut = cell.truncated(to: widths[index], ellipsis: ellipsis)
            let alignment = columns[index].alignment
            line += index == last && alignment == .left ? cut : cut.padded(to: widths[index], alignment)
        }
        return line
    }

    private func fitted(to width: Int?) -> [Int] {
        var widths = columns.indices.map { index in
            rows.reduce(DisplayWidth.of(columns[index].title)) { max($0, $1[index].width) }
        }
        guard let width else { return widths }
        var excess = widths.reduce(0, +) + Self.gap.count * (columns.count - 1) - width
        let order = columns.indices.filter { columns[$0].yields > 0 }.sorted { columns[$0].yields > columns[$1].yields }
        for index in order where excess > 0 {
            let given = min(excess, max(0, widths[index] - columns[index].minimum))
            widths[index] -= given
            excess -= given
        }
        return widths
    }
}
