internal import YobanCore

/// Collects what is wrong with one file while it is read.
///
/// A class, because one list goes through many readers; it never leaves the call that made it.
final class Report {
    let file: String
    private var found: [Problem] = []

    /// A broken file can have any number; nobody reads more.
    static let maximum = 200

    init(file: String) { self.file = file }

    /// In the order of the file, however it was read.
    var problems: [Problem] { found.sorted { ($0.line, $0.column) < ($1.line, $1.column) } }

    func error(_ mark: Yaml.Mark, _ message: Text) {
        guard found.count < Self.maximum else { return }
        found.append(Problem(at: Location(file: file, line: mark.line, column: mark.column), message))
    }
}
