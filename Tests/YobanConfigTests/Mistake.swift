import Testing
import YobanConfig
import YobanCore

/// A catalogue with mistakes, and everything that is said about it.
struct Mistake: CustomTestStringConvertible, Sendable {
    let yaml: String
    let expected: [String]
    var testDescription: String { yaml.debugDescription }

    init(_ yaml: String, _ expected: String...) {
        self.yaml = yaml
        self.expected = expected
    }

    /// The same within `jobs: { a: { command: [x], … } }`, one line for each key.
    static func job(_ yaml: String, _ expected: String...) -> Mistake {
        Mistake(yaml: "jobs:\n  a:\n    command: [x]\n" + yaml.split(separator: "\n").map { "    \($0)\n" }.joined(), expected: expected)
    }

    private init(yaml: String, expected: [String]) {
        self.yaml = yaml
        self.expected = expected
    }

    /// Checks the English texts in full, and that each problem has a Japanese text of its own.
    func check(environment: [String: String] = [:]) throws {
        let problems = try Project(["yoban.yaml": yaml]).problems(environment) {
            $0.contains("bad") ? Text(ja: "予定が正しくありません。", en: "no schedule") : nil
        }
        #expect(problems.map { $0.shown() } == expected)
        for problem in problems {
            #expect(problem.severity == .error)
            #expect(problem.message.ja.unicodeScalars.contains { ("ぁ"..."ん").contains($0) }, "\(problem.message.ja)")
        }
    }
}
