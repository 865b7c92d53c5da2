import Testing

@Suite("The order that keeps itself") struct OrderTests {
    @Test("rooms import only their declared neighbours, libraries live in one room")
    func imports() { expectNone(SourceTree.sources.flatMap(Rules.crossings)) }

    @Test("every room on the map exists")
    func rooms() {
        let there = Set(SourceTree.sources.map(\.room))
        #expect(Set(mayImport.keys).subtracting(["CLinux", "CMariaDB", "CLibPQ", "CAssets"]) == there)
    }

    @Test("no file has more than 400 lines")
    func lengths() { expectNone((SourceTree.sources + SourceTree.tests).flatMap(Rules.tooLong)) }

    @Test("what needs a reason has it beside it")
    func reasons() { expectNone(SourceTree.sources.flatMap(Rules.unexplained)) }

    @Test("no test is dead, and none waits for time or for strangers")
    func tests() {
        expectNone(SourceTree.tests.flatMap(Rules.deadTests))
        expectNone(SourceTree.tests.filter { $0.room != "OrderTests" }.flatMap(Rules.sleeps))
        expectNone((SourceTree.sources + SourceTree.tests.filter { $0.room != "OrderTests" }).flatMap(Rules.waitingForOthers))
    }

    @Test("every text for people is there in Japanese and English")
    func translations() {
        expectNone(SourceTree.sources.flatMap(Rules.missingTranslations))
        expectNone(SourceTree.sources.flatMap(Rules.untranslated))
    }

    private func expectNone(_ found: [String]) { #expect(found.isEmpty, "\(found.joined(separator: "\n"))") }
}

@Suite("The rules bite") struct RulesBiteTests {
    @Test(
        "an import across the map is found",
        arguments: [
            ("Sources/YobanCore/A.swift", "import GRDB"), ("Sources/YobanWorker/A.swift", "package import YobanSQLite"),
            ("Sources/yoban-shim/A.swift", "@preconcurrency import Foundation"), ("Sources/YobanHTTP/A.swift", "import YobanWorker"),
            ("Sources/YobanCore/A.swift", "import Glibc"), ("Sources/YobanOperations/A.swift", "import struct YobanExecution.Run"),
        ])
    func crossing(path: String, line: String) { #expect(Rules.crossings(in: SourceFile(path: path, text: line)).count == 1) }

    @Test("an import on the map is not")
    func allowed() {
        #expect(Rules.crossings(in: SourceFile(path: "Sources/YobanWorker/A.swift", text: "package import YobanCore")).isEmpty)
    }

    @Test(
        "a missing translation is found",
        arguments: [
            #"Text(ja: "", en: "cannot open the store")"#, #"Text(ja: "cannot open", en: "cannot open")"#, #"help(ja: "一覧", en: "一覧")"#,
            #"Text(ja: "ジョブ \(id) はありません", en: "")"#,
        ])
    func translation(line: String) {
        #expect(Rules.missingTranslations(in: SourceFile(path: "Sources/YobanCore/A.swift", text: line)).count == 1)
    }

    @Test(
        "a complete pair is not",
        arguments: [
            #"Text(ja: "ジョブ \(id)（\(status.rawValue)）", en: "job \(id) (\(status.rawValue))")"#, #"Text(ja: "", en: "")"#,
            #"Text(ja: "\(id)", en: "\(id)")"#,
        ])
    func complete(line: String) {
        #expect(Rules.missingTranslations(in: SourceFile(path: "Sources/YobanCore/A.swift", text: line)).isEmpty)
    }

    @Test("help without its translation is found")
    func help() {
        #expect(Rules.untranslated(in: SourceFile(path: "Sources/YobanCommands/A.swift", text: #"@Flag(help: "Print JSON.")"#)).count == 1)
    }

    @Test(
        "an unexplained escape is found",
        arguments: ["let x = try! f()", "    Task { await f() }", "final class A: @unchecked Sendable {}"])
    func escape(line: String) { #expect(Rules.unexplained(in: SourceFile(path: "Sources/YobanCore/A.swift", text: line)).count == 1) }

    @Test("a dead test, a sleeping one and one that waits for strangers are found")
    func dead() {
        #expect(Rules.waitingForOthers(in: SourceFile(path: "Tests/A/A.swift", text: "let server = Process()")).count == 1)
        #expect(Rules.waitingForOthers(in: SourceFile(path: "Tests/A/A.swift", text: "lookAtProcess()")).isEmpty)
        #expect(Rules.deadTests(in: SourceFile(path: "Tests/A/A.swift", text: "    func testIt() {}")).count == 1)
        #expect(Rules.sleeps(in: SourceFile(path: "Tests/A/A.swift", text: "try await Task.sleep(for: .seconds(1))")).count == 1)
    }

    @Test("a long file is found")
    func long() { #expect(Rules.tooLong(SourceFile(path: "a", text: String(repeating: "\n", count: 400))).count == 1) }
}
