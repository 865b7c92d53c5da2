import Testing

@Suite("The documents are true") struct DocumentationTests {
    private let documents = SourceTree.documents
    private var files: [String: String] { Dictionary(uniqueKeysWithValues: documents.map { ($0.path, $0.text) }) }
    private func text(_ path: String) throws -> String { try #require(files[path], "\(path) is missing") }
    private func source(_ path: String) throws -> String {
        try #require(SourceTree.sources.first { $0.path == path }?.text, "\(path) is missing")
    }
    private var subcommands: Set<String> {
        get throws {
            DocumentRules.subcommands(
                root: try source("Sources/YobanCommands/Yoban.swift"),
                sources: SourceTree.sources.filter { $0.room == "YobanCommands" }.map(\.text))
        }
    }

    @Test("every link within the project leads to a file and to a heading in it")
    func links() {
        #expect(documents.count > 10)
        expectNone(documents.flatMap { DocumentRules.brokenLinks(in: $0, among: files, exists: SourceTree.exists) })
    }

    @Test("the keys of the catalogue are those that are read, section by section")
    func keys() throws {
        let sections = [
            "catalogue": "Top level", "worker": "`worker`", "log": "`worker.log`", "job": "A job", "retries": "`retries`",
            "concurrency": "`concurrency`", "parameter": "`parameters`", "server": "`server`", "tls": "`server.tls`",
            "notify": "`notify`", "webhook": "`webhook`",
        ]
        let document = try text("Documentation/Catalogue.md")
        var lists = DocumentRules.keyLists(in: try source("Sources/YobanConfig/Reading/Keys.swift"))
        // Files that the catalogue splits into have no section: they have one key.
        #expect(lists.removeValue(forKey: "splitFile") == ["jobs"])
        #expect(Set(lists.keys) == Set(sections.keys))
        for (list, heading) in sections { #expect(DocumentRules.keys(below: heading, in: document) == lists[list], "section \(heading)") }
    }

    @Test("every command has its section")
    func commands() throws {
        let sections = DocumentRules.headings(try text("Documentation/Commands.md")).compactMap {
            $0.firstMatch(of: /^## `yoban ([a-z-]+)`$/)?.1
        }
        #expect(try Set(sections.map(String.init)) == subcommands)
    }

    @Test("every option is told, and no other")
    func options() throws {
        let known = Set(SourceTree.sources.filter { $0.room == "YobanCommands" }.flatMap { DocumentRules.options(in: $0.text) })
        let told = Set(try text("Documentation/Commands.md").matches(of: /--([a-z][a-z-]+)/).map { String($0.1) })
        #expect(known.count > 10)
        #expect(told.subtracting(["help", "version", "generate-completion-script"]) == known)
    }

    @Test("no document names a command that isn't there")
    func namedCommands() throws {
        let known = try subcommands.union(["help"])
        expectNone(documents.flatMap { DocumentRules.unknownCommands(in: $0, known: known) })
    }

    @Test("the variables that a script gets are those that are set")
    func scriptVariables() throws {
        let known = SourceTree.sources.reduce(into: Set<String>()) { $0.formUnion(DocumentRules.variables("BATCH_", in: $1.text)) }
        #expect(known.count > 5)
        #expect(DocumentRules.variables("BATCH_", in: try text("Documentation/Scripts.md")) == known)
    }

    @Test("the variables that Yoban reads are told, and no other")
    func ownVariables() {
        let known = SourceTree.sources.reduce(into: Set<String>()) { $0.formUnion(DocumentRules.variables("YOBAN_", in: $1.text)) }
        let told = documents.filter { $0.path.hasPrefix("Documentation/") }
            .reduce(into: Set<String>()) { $0.formUnion(DocumentRules.variables("YOBAN_", in: $1.text)) }
        #expect(told == known)
    }

    @Test("pages in two languages have the same headings", arguments: ["README", "Documentation/Coming-from-batch_job_queue"])
    func languages(page: String) throws {
        func levels(_ path: String) throws -> [Int] { DocumentRules.headings(try text(path)).map { $0.prefix { $0 == "#" }.count } }
        #expect(try levels("\(page).md") == levels("\(page).ja.md"))
    }

    @Test("every test and every law that a promise names is there")
    func proofs() throws {
        let tests = SourceTree.tests.map(\.text)
        expectNone(documents.flatMap { DocumentRules.unknownTests(in: $0, tests: tests) })
        let laws = SourceTree.sources.filter { $0.path.contains("/Laws/") }.map(\.text).joined()
        let named = try text("Documentation/Lifecycle.md").matches(of: /laws? (`[a-z-]+`(?:, `[a-z-]+`)*)/)
            .flatMap { $0.1.matches(of: /`([a-z-]+)`/).map { String($0.1) } }
        #expect(named.count > 5)
        expectNone(named.filter { !laws.contains("\"\($0)\"") })
    }

    private func expectNone(_ found: [String]) { #expect(found.isEmpty, "\(found.joined(separator: "\n"))") }
}

@Suite("The rules for documents bite") struct DocumentRulesBiteTests {
    @Test("a link to nothing is found", arguments: ["[a](gone.md)", "[a](../B.md#no-such)", "[a](#no-such)", "![a](images/gone.svg)"])
    func links(link: String) {
        let file = SourceFile(path: "Documentation/A.md", text: "# One `two`\n\(link)")
        let files = ["Documentation/A.md": file.text, "B.md": "# B"]
        #expect(DocumentRules.brokenLinks(in: file, among: files, exists: { files[$0] != nil }).count == 1)
    }

    @Test("a link that leads somewhere is not, nor is one in code", arguments: ["[a](../B.md#b)", "[a](#one-two)", "```\n[a](gone)\n```"])
    func goodLinks(link: String) {
        let file = SourceFile(path: "Documentation/A.md", text: "# One `two`\n\(link)")
        let files = ["Documentation/A.md": file.text, "B.md": "# B"]
        #expect(DocumentRules.brokenLinks(in: file, among: files, exists: { files[$0] != nil }).isEmpty)
    }

    @Test("what the sources say is read")
    func sources() {
        #expect(DocumentRules.keyLists(in: #"static let a = ["x", "y"]"#) == ["a": ["x", "y"]])
        let parts = ["struct Rerun: C { commandName: \"again\" }\nstruct RunHere: C {}\n"]
        #expect(DocumentRules.subcommands(root: "subcommands: [Rerun.self, RunHere.self]", sources: parts) == ["again", "run-here"])
        let options = #"@Flag(name: [.customShort("f"), .long], help: help(ja: "あ", en: "a (b)")) \#n    var untilIdle = false"#
        #expect(DocumentRules.options(in: options) == ["until-idle"])
        #expect(DocumentRules.options(in: #"@Option(name: .customLong("in"), help: help(ja: "あ"))var delay: String?"#) == [])
        #expect(DocumentRules.options(in: "@Option(name: .customLong(\"in\"))\n var delay: String?") == ["in"])
        #expect(DocumentRules.variables("BATCH_", in: "BATCH_JOB_ID=1 BATCH_JOB_ BATCH_PARAM_<NAME> A_BATCH_B") == ["BATCH_JOB_ID"])
    }

    @Test("a key that is only in one place is seen, and only in its section")
    func keys() {
        let text = "## A\n| key |\n| `one` | x |\n| two | x |\n## B\n| `three` | x |"
        #expect(DocumentRules.keys(below: "A", in: text) == ["one"])
    }

    @Test("a command that isn't there is found in code", arguments: ["`yoban dance`", "```\nsudo yoban dance 3\n```"])
    func command(text: String) {
        #expect(DocumentRules.unknownCommands(in: SourceFile(path: "A.md", text: text), known: ["list"]).count == 1)
    }

    @Test("other words are not", arguments: ["yoban dance", "`yoban list`", "`yoban job=42`", "```\nmake  # yoban dance\n```"])
    func words(text: String) {
        #expect(DocumentRules.unknownCommands(in: SourceFile(path: "A.md", text: text), known: ["list"]).isEmpty)
    }

    @Test("a test that isn't there is found")
    func tests() {
        let file = SourceFile(path: "A.md", text: "| P | ATests “it ends”, “it begins …”, “it never was” |")
        #expect(DocumentRules.unknownTests(in: file, tests: [#"@Test("it ends")"#, #"@Test("it begins with a"#]).count == 1)
    }
}
