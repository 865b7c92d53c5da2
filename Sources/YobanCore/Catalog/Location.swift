/// Where something stands in a file of the catalogue.
package struct Location: Sendable, Hashable, CustomStringConvertible {
    /// Absolute; for a flag or a variable of the environment its name (`--slots`, `YOBAN_SLOTS`).
    package var file: String
    /// From 1; 0: the file as a whole.
    package var line: Int
    /// From 1, in Unicode scalars; 0: the line as a whole.
    package var column: Int

    package init(file: String, line: Int = 0, column: Int = 0) {
        self.file = file
        self.line = line
        self.column = column
    }

    /// `/srv/night/yoban.yaml:12:5`, as compilers write it, so that editors can jump there.
    package var description: String { shown(from: "") }

    /// The same with the file relative to `folder` when it lies below it: `jobs.d/hubspot.yaml:3`.
    package func shown(from folder: String) -> String {
        let prefix = folder.hasSuffix("/") ? folder : folder + "/"
        let name = !folder.isEmpty && file.hasPrefix(prefix) ? String(file.dropFirst(prefix.count)) : file
        return name + (line > 0 ? ":\(line)" : "") + (column > 0 ? ":\(column)" : "")
    }
}
