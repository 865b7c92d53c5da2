internal import YobanCore

/// Reads one job of the catalogue.
struct DefinitionReader {
    /// The catalogue's.
    let folder: String
    /// What is wrong with the text of a schedule; nil when it can be used.
    let checkSchedule: (String) -> Text?
    let report: Report

    /// Nil when there is nothing that could be run; every problem is reported in any case.
    func read(_ entry: Yaml.Entry) -> JobDefinition? {
        let key = JobKey(entry.key)
        if key == nil { report.error(entry.mark, JobTexts.badKey(entry.key)) }
        guard let fields = Fields(entry.value, entry.key, allowed: Keys.job, report: report) else { return nil }
        let command = command(fields)
        guard let key, let command else {
            // What else is wrong is worth knowing too.
            if let placeholder = JobKey("x") { _ = definition(placeholder, ["x"], fields, entry) }
            return nil
        }
        return definition(key, command, fields, entry)
    }

    private func definition(_ key: JobKey, _ command: [String], _ fields: Fields, _ entry: Yaml.Entry) -> JobDefinition {
        let location = Location(file: report.file, line: entry.mark.line, column: entry.mark.column)
        let cwd = fields.text("cwd").map { Path.resolve($0, in: folder) }
        var job = JobDefinition(key: key, name: key.value, command: command, workingDirectory: cwd ?? folder, location: location)
        if let name = name(fields) { job.name = name }
        job.user = fields.text("user", maximum: 256)
        job.environment = environment(fields)
        if let inherits = fields.boolean("inherit_environment") { job.inheritsEnvironment = inherits }
        job.placement = PlacementReader(fields: fields).read()
        if let priority = fields.integer("priority", in: -1_000_000...1_000_000) { job.priority = priority }
        job.timeout = fields.duration("timeout", in: Keys.timeouts, wholeSeconds: true)
        job.grace = fields.duration("grace", in: Keys.graces)
        retries(fields, into: &job)
        job.leavesBackground = fields.choice("background", of: ["end", "leave"]) == "leave"
        job.parameters = ParameterReader(report: report).read(fields)
        job.schedule = schedule(fields, parameters: job.parameters)
        job.notify = NotifyReader(fields: fields, folder: folder).read()
        job.tooLong = fields.duration("too_long", in: Keys.timeouts)
        if let delay = fields.duration("missed_after", in: .seconds(1) ... .days(7)) { job.missedAfter = delay }
        if job.scriptPath.unicodeScalars.count > 500 { report.error(fields.mark(of: "command"), JobTexts.pathTooLong) }
        checkSlots(of: job, fields)
        return job
    }

    private func name(_ fields: Fields) -> String? {
        guard let name = fields.text("name", maximum: 255) else { return nil }
        guard !name.unicodeScalars.contains(where: { $0.properties.generalCategory == .control }) else {
            report.error(fields["name"]?.mark ?? fields.mark, JobTexts.nameHasControls)
            return nil
        }
        return name
    }

    private func command(_ fields: Fields) -> [String]? {
        guard fields["command"] != nil else {
            report.error(fields.mark, JobTexts.noCommand)
            return nil
        }
        guard let items = fields.list("command") else { return nil }
        guard let first = items.first else {
            report.error(fields["command"]?.mark ?? fields.mark, JobTexts.emptyCommand)
            return nil
        }
        let program = report.text(first, "command", maximum: 4096)
        if let program, program.hasSuffix("/") { report.error(first.mark, JobTexts.programIsFolder(program)) }
        // The kernel takes no single argument over 128 KB.
        let arguments = items.dropFirst().map { report.text($0, "command", maximum: 32_768, mayBeEmpty: true) }
        let all = [program] + arguments
        return all.contains(nil) ? nil : all.compactMap { $0 }
    }

    private func environment(_ fields: Fields) -> [String: String] {
        var environment: [String: String] = [:]
        for entry in fields.entries("environment") ?? [] {
            guard Self.isVariableName(entry.key) else {
                report.error(entry.mark, JobTexts.badVariable(entry.key))
                continue
            }
            if Self.isOurs(entry.key) { report.error(entry.mark, JobTexts.variableIsOurs(entry.key)) }
            environment[entry.key] = report.text(entry.value, entry.key, maximum: 32_768, mayBeEmpty: true)
        }
        return environment
    }

    private func retries(_ fields: Fields, into job: inout JobDefinition) {
        guard let yaml = fields["retries"] else { return }
        if case .scalar = yaml.content {
            if let number = fields.integer("retries", in: 0...1000) { job.maxRetries = number }
            return
        }
        guard let retries = fields.fields("retries", allowed: Keys.retries) else { return }
        if let number = retries.integer("max", in: 0...1000) { job.maxRetries = number }
        if let backoff = retries.duration("backoff", in: .zero ... .days(30)) {
            job.retryPolicy.backoff = backoff
            job.retryPolicy.longest = max(backoff, job.retryPolicy.longest)
        }
        if let longest = retries.duration("longest", in: .zero ... .days(30)) {
            if longest < job.retryPolicy.backoff, retries["backoff"] != nil {
                report.error(retries.mark(of: "longest"), JobTexts.longestBelowBackoff)
            }
            job.retryPolicy.longest = longest
        }
    }

    private func schedule(_ fields: Fields, parameters: [Parameter]) -> String? {
        guard let text = fields.text("schedule", maximum: 500) else { return nil }
        if let objection = checkSchedule(text) { report.error(fields["schedule"]?.mark ?? fields.mark, objection) }
        if let missing = parameters.first(where: { $0.isRequired && $0.defaultValue == nil }) {
            report.error(fields["schedule"]?.mark ?? fields.mark, JobTexts.scheduleNeedsDefault(missing.name))
        }
        return text
    }

    /// A slot must always have a value, and the program is never made from one.
    private func checkSlots(of job: JobDefinition, _ fields: Fields) {
        let place = fields.mark(of: "command")
        for parameter in job.parameters {
            if job.command[0].contains("{\(parameter.name)}") { report.error(place, JobTexts.slotInProgram(parameter.name)) }
            if !parameter.isRequired, parameter.defaultValue == nil, job.slots.contains(parameter.name) {
                report.error(place, JobTexts.slotMayBeEmpty(parameter.name))
            }
        }
    }

    static func isVariableName(_ text: String) -> Bool {
        guard let first = text.utf8.first, !(0x30...0x39).contains(first) else { return false }
        return text.utf8.allSatisfy { (0x30...0x39).contains($0) || (0x41...0x5A).contains($0) || (0x61...0x7A).contains($0) || $0 == 0x5F }
    }

    private static func isOurs(_ name: String) -> Bool {
        name.hasPrefix("BATCH_JOB_") || name.hasPrefix("BATCH_PARAM_") || ["BATCH_ATTEMPT_ID", "BATCH_FENCING_TOKEN"].contains(name)
    }
}
