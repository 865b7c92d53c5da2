/// As much of a terminal as frames use: cells that scroll, a cursor, and the sequences for moving and erasing. Anything else is noted.
struct Screen {
    let columns: Int
    let rows: Int
    private(set) var unknown: [String] = []
    private var lines: [[Character]]
    private var row = 0
    private var column = 0
    /// Rows that have scrolled off the top.
    private(set) var history: [String] = []

    init(columns: Int, rows: Int) {
        self.columns = columns
        self.rows = rows
        lines = Array(repeating: [], count: rows)
    }

    /// Rows down to the last one with text.
    var text: [String] {
        var shown = lines.map { String($0) }
        while shown.last?.allSatisfy({ $0 == " " }) == true { shown.removeLast() }
        return shown
    }

    var cursor: [Int] { [row, column] }

    mutating func receive(_ output: String) {
        var rest = Substring(output)
        while let character = rest.popFirst() {
            switch character {
            case "\r": column = 0
            case "\n": newLine()
            case "\u{1B}":
                let end = rest.dropFirst().firstIndex { $0.isLetter } ?? rest.endIndex
                let sequence = rest[...end]
                rest = rest[rest.index(after: end)...]
                obey(String(sequence))
            default: put(character)
            }
        }
    }

    private mutating func obey(_ sequence: String) {
        let number = Int(sequence.dropFirst().dropLast())
        switch sequence.last {
        case "A": row = max(0, row - (number ?? 1))
        case "K": lines[row] = Array(lines[row].prefix(column))
        case "J":
            lines[row] = Array(lines[row].prefix(column))
            for below in lines.indices.dropFirst(row + 1) { lines[below] = [] }
        case "m": break
        case "h" where sequence == "[?2026h", "l" where sequence == "[?2026l": break
        default: unknown.append(sequence)
        }
    }

    private mutating func put(_ character: Character) {
        if column == columns { newLine() }
        while lines[row].count < column { lines[row].append(" ") }
        if column < lines[row].count { lines[row][column] = character } else { lines[row].append(character) }
        column += 1
    }

    private mutating func newLine() {
        column = 0
        if row + 1 < rows {
            row += 1
        } else {
            history.append(String(lines.removeFirst()))
            lines.append([])
        }
    }
}
