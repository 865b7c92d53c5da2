internal import YobanCore

/// Reads the parameters of a job.
struct ParameterReader {
    let report: Report

    func read(_ job: Fields) -> [Parameter] {
        var parameters: [Parameter] = []
        for entry in job.entries("parameters") ?? [] {
            guard Self.isName(entry.key) else {
                report.error(entry.mark, ParameterTexts.badName(entry.key))
                continue
            }
            guard let parameter = parameter(entry) else { continue }
            if let other = parameters.first(where: { $0.environmentName == parameter.environmentName }) {
                report.error(entry.mark, ParameterTexts.sameVariable(other, parameter))
            }
            parameters.append(parameter)
        }
        return parameters
    }

    private func parameter(_ entry: Yaml.Entry) -> Parameter? {
        // `month:` with nothing after it is a text that must be given.
        guard !entry.value.isNull else { return Parameter(name: entry.key, kind: .text(matches: nil), isRequired: true) }
        guard let fields = Fields(entry.value, entry.key, allowed: Keys.parameter, report: report) else { return nil }
        let isRequired = fields.boolean("required")
        let byDefault = fields["default"].flatMap { report.text($0, "default", mayBeEmpty: true) }
        if isRequired == true, fields["default"] != nil { report.error(fields.mark(of: "required"), ParameterTexts.requiredWithDefault) }
        guard let kind = kind(fields) else { return nil }
        let parameter = Parameter(name: entry.key, kind: kind, isRequired: isRequired ?? (byDefault == nil), defaultValue: byDefault)
        if let byDefault, let objection = parameter.objection(to: byDefault) {
            report.error(fields["default"]?.mark ?? fields.mark, ParameterTexts.badDefault(objection))
        }
        return parameter
    }

    private func kind(_ fields: Fields) -> Parameter.Kind? {
        let type = fields["type"] == nil ? "text" : fields.choice("type", of: ["text", "integer", "choice", "date"])
        guard let type else { return nil }
        for (key, owner) in [("matches", "text"), ("values", "choice"), ("min", "integer"), ("max", "integer")]
        where owner != type && fields[key] != nil {
            report.error(fields.mark(of: key), ParameterTexts.wrongType(key, owner: owner, type: type))
        }
        switch type {
        case "text": return text(fields)
        case "integer": return integer(fields)
        case "choice": return choice(fields)
        default: return .date
        }
    }

    private func text(_ fields: Fields) -> Parameter.Kind? {
        guard fields["matches"] != nil else { return .text(matches: nil) }
        guard let pattern = fields.text("matches") else { return nil }
        guard Pattern(pattern) != nil else {
            report.error(fields["matches"]?.mark ?? fields.mark, ParameterTexts.badPattern(pattern))
            return nil
        }
        return .text(matches: pattern)
    }

    private func integer(_ fields: Fields) -> Parameter.Kind {
        let minimum = fields.integer("min", in: .min ... .max)
        let maximum = fields.integer("max", in: .min ... .max)
        if let minimum, let maximum, minimum > maximum { report.error(fields.mark(of: "min"), ParameterTexts.emptyRange(minimum, maximum)) }
        return .integer(minimum: minimum, maximum: maximum)
    }

    private func choice(_ fields: Fields) -> Parameter.Kind? {
        guard fields["values"] != nil else {
            report.error(fields.mark, ParameterTexts.noValues)
            return nil
        }
        guard let items = fields.list("values") else { return nil }
        if items.isEmpty { report.error(fields["values"]?.mark ?? fields.mark, ParameterTexts.noValues) }
        var values: [String] = []
        for item in items {
            guard let value = report.text(item, "values", mayBeEmpty: true) else { continue }
            if values.contains(value) { report.error(item.mark, ParameterTexts.valueTwice(value)) }
            values.append(value)
        }
        return values.isEmpty ? nil : .choice(values)
    }

    private static func isName(_ text: String) -> Bool {
        guard (1...64).contains(text.utf8.count), text.utf8.first != 0x5F else { return false }
        return DefinitionReader.isVariableName(text)
    }
}
