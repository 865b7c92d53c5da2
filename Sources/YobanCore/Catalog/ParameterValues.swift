/// Why the parameters that were given cannot be used: every reason at once, never empty.
package struct ParameterError: Error, Sendable, Equatable {
    package var reasons: [Reason]

    /// What is wrong with one parameter.
    package struct Reason: Sendable, Equatable {
        package var parameter: String
        package var text: Text
    }
}

extension JobDefinition {
    /// The values of one job's parameters: those given, completed by defaults. An optional one that was not given has none.
    ///
    /// Called at enqueue, and again before the start, because a row may have been written by another program.
    package func checked(parameters given: [String: String]) throws(ParameterError) -> [String: String] {
        var reasons: [ParameterError.Reason] = []
        var values: [String: String] = [:]
        for name in given.keys.sorted() where !parameters.contains(where: { $0.name == name }) {
            reasons.append(.init(parameter: name, text: unknown(name)))
        }
        for parameter in parameters {
            guard let value = given[parameter.name] ?? parameter.defaultValue else {
                if parameter.isRequired { reasons.append(.init(parameter: parameter.name, text: missing(parameter))) }
                continue
            }
            if let objection = parameter.objection(to: value) { reasons.append(.init(parameter: parameter.name, text: objection)) }
            values[parameter.name] = value
        }
        guard reasons.isEmpty else { throw ParameterError(reasons: reasons) }
        return values
    }

    private func missing(_ parameter: Parameter) -> Text {
        Text(
            ja: "パラメータ「\(parameter.name)」が必要です。使える値: \(parameter.allowed.ja)",
            en: "parameter “\(parameter.name)” is required; allowed: \(parameter.allowed.en)"
        )
    }

    private func unknown(_ name: String) -> Text {
        let names = parameters.map(\.name)
        guard !names.isEmpty else {
            return Text(
                ja: "ジョブ「\(key)」にはパラメータがありません（指定されたもの: \(name.shortened)）。",
                en: "job “\(key)” takes no parameters (given: \(name.shortened))"
            )
        }
        let near = Nearest.match(name, among: names)
        return Text(
            ja: "パラメータ「\(name.shortened)」はありません。\(near.map { "「\($0)」のことですか？ " } ?? "")使えるもの: \(names.joined(separator: "、"))",
            en:
                "there is no parameter “\(name.shortened)”.\(near.map { " Did you mean “\($0)”?" } ?? "") Allowed: \(names.joined(separator: ", "))"
        )
    }
}
