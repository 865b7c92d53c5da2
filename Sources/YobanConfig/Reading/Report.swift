internal import YobanCore

/// Collects what is wrong with one file while it is read.
///
/// A class, because one list goes through many readers; it never leaves the call that made it.
final class Report {
    let file: String
    private(set) var problems: [Problem] = []

    /// A broken file can have any number; nobody reads more.
    static let maximum = 200

    init(file: String) { self.file = file }

    func error(_ mark: Yaml.Mark, _ message: Text) {
        guard problems.count < Self.maximum else { return }
        problems.append(Problem(at: Location(file: file, line: mark.line, column: mark.column), message))
    }
}
