package import YobanCore

/// Settings and catalogue, read in this one place: flag before environment before file before default.
///
/// | | flag | environment | file | default |
/// |---|---|---|---|---|
/// | catalogue | `config` | `YOBAN_CONFIG` | | nearest `yoban.yaml` upward, `/etc/yoban/yoban.yaml` |
/// | store | `store` | `YOBAN_STORE` | `store` | `sqlite:yoban.db` beside the catalogue |
/// | state directory | `state` | `YOBAN_STATE` | `state` | `.yoban` beside the catalogue |
/// | language | `language` | `YOBAN_LANG` | `language` | by the locale |
/// | slots | `slots` | `YOBAN_SLOTS` | `worker.slots` | 1 |
/// | HTTP address | `listen` | `YOBAN_LISTEN` | `server.listen` | `127.0.0.1:8740` |
///
/// Relative paths belong to the catalogue's folder in the file, and to the working directory in flags and the environment.
package struct Configuration: Sendable {
    package var settings: Settings
    package var catalogue: Catalogue

    /// What the command line says.
    package struct Flags: Sendable {
        package var config: String?
        package var store: String?
        package var state: String?
        package var language: Language?
        package var slots: Int?
        package var listen: String?

        package init(config: String? = nil, store: String? = nil, state: String? = nil, language: Language? = nil, slots: Int? = nil) {
            self.config = config
            self.store = store
            self.state = state
            self.language = language
            self.slots = slots
        }
    }

    /// Reads everything anew and keeps nothing, so that a reload can refuse what is wrong and go on with what it had.
    ///
    /// Blocks on the file system. Throws every problem that was found, in the order of the files and lines.
    /// - Parameters:
    ///   - workingDirectory: absolute.
    ///   - checkSchedule: what is wrong with the text of a schedule; nil when it can be used.
    package static func load(
        flags: Flags = Flags(), environment: [String: String], workingDirectory: String, checkSchedule: (String) -> Text?
    ) throws(ConfigurationError) -> Configuration {
        guard let file = CatalogueSearch.find(flag: flags.config, environment: environment, workingDirectory: workingDirectory) else {
            throw ConfigurationError(problems: [Problem(at: Location(file: workingDirectory), ConfigurationError.noCatalogue)])
        }
        let report = Report(file: file)
        guard let source = SourceFile.read(file, report: report), let yaml = YamlDocument.read(source.text, report: report) else {
            if report.problems.isEmpty { report.error(.init(line: 0, column: 0), FileTexts.empty) }
            throw ConfigurationError(problems: report.problems)
        }
        var catalogue = Catalogue(file: file, ownerUID: source.source.ownerUID, definitions: [], sources: [source.source])
        var settings = Settings.besideCatalogue(in: catalogue.folder)
        var problems: [Problem] = []
        withoutActuallyEscaping(checkSchedule) { checkSchedule in
            var jobs = JobsReader(file: file, folder: catalogue.folder, checkSchedule: checkSchedule)
            if let fields = Fields(yaml, CatalogueSearch.fileName, allowed: Keys.catalogue, report: report) {
                let zones = environment["TZDIR"].flatMap { $0.isEmpty ? nil : $0 } ?? "/usr/share/zoneinfo"
                SettingsReader(fields: fields, folder: catalogue.folder, timeZones: zones).read(into: &settings)
                catalogue.notify = NotifyReader(fields: fields, folder: catalogue.folder).read() ?? []
                jobs.readJobs(fields)
                jobs.readSplitFiles(fields)
            }
            catalogue.definitions = jobs.definitions
            catalogue.sources += jobs.sources
            problems = jobs.problems
        }
        problems =
            report.problems + problems + Overrides(flags: flags, environment: environment, folder: workingDirectory).apply(to: &settings)
        guard problems.isEmpty else { throw ConfigurationError(problems: problems) }
        if settings.worker.logFile.isEmpty { settings.worker.logFile = settings.state + "/batch_job_worker.log" }
        return Configuration(settings: settings, catalogue: catalogue)
    }
}

/// Why there is no configuration: every problem at once, never empty.
package struct ConfigurationError: Error, Sendable {
    package var problems: [Problem]

    package init(problems: [Problem]) { self.problems = problems }

    static let noCatalogue = Text(
        ja: "ここにも上のフォルダーにも yoban.yaml がなく、\(CatalogueSearch.systemWide) もありません。指定: --config ファイル、または環境変数 YOBAN_CONFIG",
        en:
            "there is no yoban.yaml here or in a folder above, and no \(CatalogueSearch.systemWide); name one with --config FILE or YOBAN_CONFIG"
    )
}

extension Settings {
    fileprivate static func besideCatalogue(in folder: String) -> Settings {
        Settings(store: "sqlite:" + Path.resolve("yoban.db", in: folder), state: Path.resolve(".yoban", in: folder))
    }
}
