import Testing
import YobanCore

@Suite("Parameters of a job") struct ParameterTests {
    private func definition(_ parameters: [Parameter], command: [String] = ["scripts/a.py"]) throws -> JobDefinition {
        let key = try #require(JobKey("night"))
        var definition = JobDefinition(
            key: key, name: "night", command: command, workingDirectory: "/srv", location: .init(file: "/srv/yoban.yaml"))
        definition.parameters = parameters
        return definition
    }

    struct Case: CustomTestStringConvertible {
        let kind: Parameter.Kind
        let good: [String]
        let bad: [String]
        var testDescription: String { "\(kind)" }
    }

    @Test(
        "a value is taken exactly when its type allows it",
        arguments: [
            Case(
                kind: .text(matches: nil), good: ["", "a b", "夜番", "改\n行", String(repeating: "a", count: 4096)],
                bad: ["a\0b", String(repeating: "あ", count: 1366)]),
            Case(kind: .text(matches: #"\d{4}-\d{2}"#), good: ["2026-02"], bad: ["", "2026-2", "2026-02\n", "x2026-02", "２０２６-０２"]),
            Case(kind: .text(matches: "a|b"), good: ["a", "b"], bad: ["ab", "c"]),
            Case(
                kind: .integer(minimum: nil, maximum: nil), good: ["0", "-3", "007", "9223372036854775807"],
                bad: ["", "+3", "1.0", " 1", "９", "9223372036854775808", "1e3"]),
            Case(kind: .integer(minimum: 1, maximum: 12), good: ["1", "12"], bad: ["0", "13"]),
            Case(kind: .choice(["full", "diff", ""]), good: ["full", ""], bad: ["Full", "full ", "x"]),
            Case(kind: .choice(["が"]), good: ["が"], bad: ["か\u{3099}"]),
            Case(
                kind: .date, good: ["2024-02-29", "2000-02-29", "9999-12-31"],
                bad: ["2026-02-29", "1900-02-29", "2026-13-01", "2026-00-10", "0000-01-01", "2026-1-1", "２０２６-01-01", "2026-04-31"]),
        ]
    ) func accepts(_ example: Case) {
        let parameter = Parameter(name: "p", kind: example.kind, isRequired: true)
        for value in example.good { #expect(parameter.objection(to: value) == nil, "\(value.debugDescription)") }
        for value in example.bad { #expect(parameter.objection(to: value) != nil, "\(value.debugDescription)") }
    }

    @Test("everything that is wrong is said at once, in both languages") func allAtOnce() throws {
        let definition = try definition([
            Parameter(name: "month", kind: .text(matches: #"\d{4}-\d{2}"#), isRequired: true),
            Parameter(name: "mode", kind: .choice(["full", "diff"]), isRequired: true),
        ])
        let error = #expect(throws: ParameterError.self) { try definition.checked(parameters: ["monht": "2026-02", "mode": "all"]) }
        #expect(
            error?.reasons.map(\.text.en) == [
                "there is no parameter “monht”. Did you mean “month”? Allowed: month, mode",
                #"parameter “month” is required; allowed: text that wholly matches \d{4}-\d{2}"#,
                "parameter “mode” cannot be “all”; allowed: full, diff",
            ])
        #expect(
            error?.reasons.map(\.text.ja) == [
                "パラメータ「monht」はありません。「month」のことですか？ 使えるもの: month、mode",
                #"パラメータ「month」が必要です。使える値: 正規表現 \d{4}-\d{2} に全体が一致する文字列"#,
                "パラメータ「mode」に「all」は使えません。使える値: full、diff",
            ])
    }

    @Test("a job without parameters takes none") func none() throws {
        let error = try #require(throws: ParameterError.self) { try definition([]).checked(parameters: ["a\u{1B}[2J": "x"]) }
        #expect(error.reasons.map(\.text.en) == ["job “night” takes no parameters (given: a\u{FFFD}[2J)"])
    }

    @Test("defaults complete what was given; an optional one without a default has no value") func defaults() throws {
        let definition = try definition([
            Parameter(name: "mode", kind: .choice(["full", "diff"]), isRequired: false, defaultValue: "diff"),
            Parameter(name: "day", kind: .date, isRequired: false),
            Parameter(name: "limit", kind: .integer(minimum: 1, maximum: nil), isRequired: false, defaultValue: "10"),
        ])
        #expect(try definition.checked(parameters: ["limit": "3"]) == ["mode": "diff", "limit": "3"])
        #expect(definition.parameters.map(\.environmentName) == ["BATCH_PARAM_MODE", "BATCH_PARAM_DAY", "BATCH_PARAM_LIMIT"])
    }

    @Test("a slot becomes its value within one argument, and nothing else in braces changes") func slots() throws {
        let parameters = ["month", "m"].map { Parameter(name: $0, kind: .text(matches: nil), isRequired: false) }
        let command = [
            "scripts/a.sh", "--month={month}", "{m}{month}", "{other}", "{{m}}", "{m", "{}", "{month }", "a}b", "{{month}", "{m{m}",
        ]
        let values = ["month": "2026 02; rm -rf / {m} $(x) '\"", "m": "{month}"]
        #expect(
            try definition(parameters, command: command).invocation(parameters: values) == [
                "/srv/scripts/a.sh", "--month=2026 02; rm -rf / {m} $(x) '\"", "{month}2026 02; rm -rf / {m} $(x) '\"", "{other}",
                "{{month}}", "{m",
                "{}", "{month }", "a}b", "{2026 02; rm -rf / {m} $(x) '\"", "{m{month}",
            ])
        #expect(try definition(parameters, command: command).slots == ["month", "m"])
        #expect(try definition(parameters, command: ["x", "a{m}b"]).invocation() == ["x", "ab"])
    }

    @Test("a parameter never makes the program") func program() throws {
        let parameters = [Parameter(name: "m", kind: .text(matches: nil), isRequired: true)]
        #expect(try definition(parameters, command: ["bin/{m}"]).invocation(parameters: ["m": "x"]) == ["/srv/bin/{m}"])
    }
}
