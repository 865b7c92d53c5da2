internal import YobanCore

/// Reads the jobs of the catalogue's own file and of those that it splits into.
struct JobsReader {
    /// The catalogue's own file.
    let file: String
    let folder: String
    let checkSchedule: (String) -> Text?
    private(set) var definitions: [JobDefinition] = []
    private(set) var sources: [Catalogue.Source] = []
    private(set) var problems: [Problem] = []
    private var places: [String: Location] = [:]

    private static let maximumFiles = 1000

    init(file: String, folder: String, checkSchedule: @escaping (String) -> Text?) {
        self.file = file
        self.folder = folder
        self.checkSchedule = checkSchedule
    }

    mutating func readJobs(_ fields: Fields) {
        let reader = DefinitionReader(folder: folder, checkSchedule: checkSchedule, report: fields.report)
        for entry in fields.entries("jobs") ?? [] {
            let definition = reader.read(entry)
            if let other = places[entry.key] {
                fields.report.error(entry.mark, JobTexts.keyTaken(entry.key.shortened, by: other.shown(from: folder)))
                continue
            }
            places[entry.key] = Location(file: fields.report.file, line: entry.mark.line)
            if let definition { definitions.append(definition) }
        }
    }

    /// Follows `jobs_from`, in the order of the patterns and within one by name. A file that matches twice is read once.
    mutating func readSplitFiles(_ fields: Fields) {
        var seen: Set = [file]
        for pattern in patterns(fields) {
            guard let text = fields.report.text(pattern, "jobs_from") else { continue }
            guard let files = Glob.files(matching: text, in: folder) else {
                fields.report.error(pattern.mark, SplitTexts.unreadable(text))
                continue
            }
            if files.isEmpty, !Glob.isPattern(text) { fields.report.error(pattern.mark, SplitTexts.noFile(Path.resolve(text, in: folder))) }
            for file in files where seen.insert(file).inserted {
                guard seen.count <= Self.maximumFiles else {
                    return fields.report.error(pattern.mark, SplitTexts.tooMany(Self.maximumFiles))
                }
                readSplitFile(file)
            }
        }
    }

    private func patterns(_ fields: Fields) -> [Yaml] {
        guard let yaml = fields["jobs_from"] else { return [] }
        if case .scalar = yaml.content { return [yaml] }
        return fields.list("jobs_from") ?? []
    }

    private mutating func readSplitFile(_ path: String) {
        let report = Report(file: path)
        if let source = SourceFile.read(path, report: report) {
            sources.append(source.source)
            if let yaml = YamlDocument.read(source.text, report: report) {
                if let fields = Fields(yaml, Path.normalised(path), allowed: Keys.splitFile, report: report) { readJobs(fields) }
            } else if report.problems.isEmpty {
                report.error(.init(line: 0, column: 0), FileTexts.empty)
            }
        }
        problems += report.problems
    }
}

/// What is said about `jobs_from`.
enum SplitTexts {
    static func noFile(_ path: String) -> Text {
        Text(ja: "「jobs_from」のファイルがありません: \(path.onOneLine)", en: "“jobs_from” names a file that does not exist: \(path.onOneLine)")
    }

    static func unreadable(_ pattern: String) -> Text {
        Text(
            ja: "「jobs_from」のフォルダーがないか、読めません: \(pattern.shortened)",
            en: "the folder of “jobs_from” is missing or cannot be read: \(pattern.shortened)"
        )
    }

    static func tooMany(_ maximum: Int) -> Text {
        Text(ja: "「jobs_from」のファイルが多すぎます（\(maximum) まで）。", en: "“jobs_from” matches too many files (at most \(maximum))")
    }
}
