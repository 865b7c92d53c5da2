import Testing
import YobanConfig
import YobanCore

@Suite("Flag before environment before file before default") struct PrecedenceTests {
    private let file = "store: sqlite:file.db\nstate: file\nlanguage: ja\nworker: { slots: 2 }\n"
    private let environment = ["YOBAN_STORE": "sqlite:env.db", "YOBAN_STATE": "env", "YOBAN_LANG": "en", "YOBAN_SLOTS": "3"]

    @Test("the file is before the defaults, the environment before the file, a flag before both") func order() throws {
        let project = try Project(["yoban.yaml": file, "sub/x": ""])
        func values(_ flags: Configuration.Flags, _ environment: [String: String]) throws -> [String] {
            let settings = try project.load(flags, environment: environment, from: "sub").settings
            let all = [
                settings.store, settings.state, settings.language?.rawValue ?? "-", "\(settings.worker.slots)", settings.worker.logFile,
            ]
            return all.map { $0.replacing(project.folder, with: "…") }
        }
        #expect(try values(.init(), [:]) == ["sqlite:…/file.db", "…/file", "ja", "2", "…/file/batch_job_worker.log"])
        #expect(try values(.init(), environment) == ["sqlite:…/sub/env.db", "…/sub/env", "en", "3", "…/sub/env/batch_job_worker.log"])
        let flags = Configuration.Flags(store: "sqlite:/f.db", state: "../f", language: .japanese, slots: 4)
        #expect(try values(flags, environment) == ["sqlite:/f.db", "…/f", "ja", "4", "…/f/batch_job_worker.log"])
        #expect(
            try values(.init(), environment.mapValues { _ in "" }) == [
                "sqlite:…/file.db", "…/file", "ja", "2", "…/file/batch_job_worker.log",
            ])
    }

    @Test("mistakes in flags and the environment name them, beside those of the file") func mistakes() throws {
        let project = try Project(["yoban.yaml": "language: fr\n"])
        let environment = ["YOBAN_STORE": "oracle://db/x", "YOBAN_LANG": "japanese", "YOBAN_SLOTS": "many"]
        let problems = project.problems(environment)
        #expect(problems.map(\.file) == ["\(project.folder)/yoban.yaml", "YOBAN_STORE", "YOBAN_LANG", "YOBAN_SLOTS"])
        #expect(
            problems.map { $0.shown() } == [
                "1:11 “language” is one of ja, en, not “fr”",
                "0:0 “store” is sqlite:, mysql:// or postgres:// (given: oracle:); write for example sqlite:yoban.db or mysql://yoban@db.example/mirai_base",
                "0:0 “YOBAN_LANG” is one of ja, en, not “japanese”",
                "0:0 “YOBAN_SLOTS” takes a whole number from 1 to 256, not “many”",
            ])
        let error = try #require(throws: ConfigurationError.self) { try project.load(.init(slots: 0)) }
        #expect(error.problems.last?.shown() == "0:0 “--slots” is from 1 to 256, not 0")
        #expect(error.problems.last?.file == "--slots")
    }

    @Test("the catalogue is the one named, else the nearest upward") func search() throws {
        let project = try Project(["yoban.yaml": "priority: x\n", "a/yoban.yaml": "jobs: {}\n", "a/b/c/x": "", "other.yaml": "jobs: {}\n"])
        func found(_ flags: Configuration.Flags, _ environment: [String: String], _ folder: String) throws -> String {
            String(try project.load(flags, environment: environment, from: folder).catalogue.file.dropFirst(project.folder.count))
        }
        #expect(try found(.init(), [:], "a/b/c") == "/a/yoban.yaml")
        #expect(try found(.init(), ["YOBAN_CONFIG": "../../../other.yaml"], "a/b/c") == "/other.yaml")
        #expect(try found(.init(config: "yoban.yaml"), ["YOBAN_CONFIG": "/nowhere"], "a") == "/a/yoban.yaml")
        #expect(try found(.init(), ["YOBAN_CONFIG": ""], "a/b/c") == "/a/yoban.yaml")
        #expect(throws: ConfigurationError.self) { try project.load(environment: ["YOBAN_CONFIG": "/nowhere"], from: "a") }
    }

    @Test("without any catalogue the message says how to name one") func none() throws {
        let project = try Project()
        let problem = try #require(project.problems().first)
        #expect(problem.message.en.contains("--config FILE or YOBAN_CONFIG"))
        #expect(problem.message.ja.contains("--config ファイル、または環境変数 YOBAN_CONFIG"))
    }
}
