import YobanCore
import YobanOperations

/// The form made of a definition's parameters: what was typed, and what is wrong with it.
struct EnqueueForm {
    private var parameters: [String: String] = [:]
    private var priority: String?
    private var runAfter: String?
    /// By the name of the parameter, or `priority`, `run_after`.
    var objections: [String: Text] = [:]

    /// What can't be read as what it is meant to be.
    struct Objection: Error {
        let field: String
        let text: Text
    }

    init() {}

    /// A field left empty is not sent: the definition's own value counts.
    init(_ form: Form, _ definition: JobDefinition) {
        for parameter in definition.parameters { parameters[parameter.name] = form["p.\(parameter.name)"] }
        priority = form["priority"]
        runAfter = form["run_after"]
    }

    func request(_ key: String, zone: TimeZoneRules) throws -> EnqueueRequest {
        var request = EnqueueRequest(key: key)
        request.parameters = parameters
        if let priority {
            guard let number = Int32(priority) else {
                throw Objection(field: "priority", text: Text(ja: "優先度は整数で指定してください", en: "a priority is a whole number"))
            }
            request.priority = Int(number)
        }
        if let runAfter {
            guard let at = WallClock.instant(runAfter, in: zone) else {
                throw Objection(
                    field: "run_after", text: Text(ja: "日時は 2026-11-22T02:00 のように指定してください", en: "a time is written like 2026-11-22T02:00"))
            }
            request.runAfter = at
        }
        return request
    }

    func values(_ write: Wording) -> [String: Any] {
        var values: [String: Any] = ["priority": priority ?? "", "runAfter": runAfter ?? ""]
        values["priorityObjection"] = objections["priority"].map { write($0) }
        values["runAfterObjection"] = objections["run_after"].map { write($0) }
        values["hasObjections"] = !objections.isEmpty
        return values
    }

    /// One parameter as a field.
    func field(_ parameter: Parameter, _ write: Wording) -> [String: Any] {
        let value = parameters[parameter.name] ?? ""
        var values: [String: Any] = [
            "name": parameter.name, "value": value, "isRequired": parameter.isRequired, "hint": write(parameter.allowed),
            "default": parameter.defaultValue ?? "", "hasDefault": parameter.defaultValue != nil,
        ]
        values["objection"] = objections[parameter.name].map { write($0) }
        switch parameter.kind {
        case .choice(let choices):
            values["choices"] = choices.map { ["value": $0, "isChosen": $0 == value] as [String: Any] }
            values["isChoice"] = true
        case .date: values["type"] = "date"
        case .integer(let minimum, let maximum):
            values["type"] = "number"
            values["minimum"] = minimum.map { "\($0)" }
            values["maximum"] = maximum.map { "\($0)" }
        case .text: values["type"] = "text"
        }
        return values
    }
}
