internal import Yams
internal import YobanCore

extension YamlTexts {
    /// What the library's error means for the person who wrote the line, and where it is.
    static func explanation(of error: YamlError, in text: String) -> (Yaml.Mark, Text) {
        switch error {
        case .scanner(let context, let problem, let mark, _), .parser(let context, let problem, let mark, _):
            let place = Yaml.Mark(line: mark.line, column: mark.column)
            return (place, explanation(of: problem, during: context, at: place, in: text))
        case .composer(_, let problem, let mark, _):
            let place = Yaml.Mark(line: mark.line, column: mark.column)
            if problem.contains("undefined alias") {
                return (place, .init(ja: "この別名（*）の元になる「&名前」が前にありません。", en: "there is no “&name” before this alias (*)"))
            }
            return (place, problem.contains("another document") ? secondDocument : notYAML(problem))
        case .duplicatedKeysInMapping(let names, let context):
            let place = Yaml.Mark(line: context.mark.line, column: context.mark.column)
            // The library has no name for a key that is a list or mapping.
            guard !names.contains("<uncovertable>") else { return (place, keyIsNoText) }
            let list = names.map(\.shortened).joined(separator: ", ")
            return (place, .init(ja: "同じキーが 2 回以上書かれています: \(list)", en: "keys are written more than once: \(list)"))
        default:
            return (.init(line: 0, column: 0), notYAML("\(error)"))
        }
    }

    private static func explanation(of problem: String, during context: YamlError.Context?, at mark: Yaml.Mark, in text: String) -> Text {
        let scalars = text.unicodeScalars
        let character = SourceText.index(line: mark.line, column: mark.column, in: scalars).map { scalars[$0] }
        let begun = context.map { $0.mark.line } ?? mark.line
        if problem.contains("tab character") || (character == "\t" && problem.contains("cannot start any token")) {
            return .init(ja: "字下げにタブは使えません。空白で字下げしてください。", en: "tabs cannot indent YAML; use spaces")
        }
        if context?.text.contains("an alias") == true || context?.text.contains("an anchor") == true {
            return .init(
                ja: "「*」や「&」で始まる文字列は引用符で囲んでください（例: schedule: \"* * * * *\"）。",
                en: "put a text that begins with * or & in quotes (as in schedule: \"* * * * *\")"
            )
        }
        if problem.contains("cannot start any token"), let character {
            return .init(ja: "「\(character)」で始まる文字列は引用符で囲んでください。", en: "put a text that begins with “\(character)” in quotes")
        }
        if problem.contains("mapping values are not allowed") {
            return .init(
                ja: "ここに「:」は書けません。字下げを揃えるか、「: 」を含む文字列なら引用符で囲んでください。",
                en: "a “:” is not possible here; align the indentation, or put a text that contains “: ” in quotes"
            )
        }
        if problem.contains("could not find expected ':'") {
            return .init(
                ja: "\(begun) 行目のキーに「:」がありません。", en: "the key on line \(begun) has no “:”")
        }
        if problem.contains("unexpected end of stream"), context?.text.contains("quoted") == true {
            return .init(ja: "\(begun) 行目の引用符が閉じられていません。", en: "the quote on line \(begun) is not closed")
        }
        if problem.contains("expected ',' or") {
            return .init(
                ja: "\(begun) 行目の括弧が閉じられていないか、「,」がありません。",
                en: "the bracket on line \(begun) is not closed, or a comma is missing"
            )
        }
        if problem.contains("unknown escape") {
            return .init(
                ja: "二重引用符の中の「\\」は特別な意味を持ちます。正規表現などは一重引用符で囲んでください。",
                en: "a backslash is special in double quotes; put regular expressions and the like in single quotes"
            )
        }
        if problem.contains("expected key") || problem.contains("'-' indicator")
            || problem.contains("block sequence entries are not allowed")
        {
            return .init(
                ja: "ここに書けるものではありません。\(begun) 行目からの字下げを確認してください。",
                en: "this does not belong here; check the indentation from line \(begun) on"
            )
        }
        return notYAML(problem)
    }

    private static func notYAML(_ problem: String) -> Text {
        Text(ja: "YAML として読めません: \(problem)", en: "cannot be read as YAML: \(problem)")
    }
}
