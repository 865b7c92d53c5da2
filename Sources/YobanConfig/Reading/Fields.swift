internal import YobanCore

/// A mapping with the keys that it may have. Reading a key that is missing gives nil; one that is wrong gives nil and a problem.
struct Fields {
    private let entries: [Yaml.Entry]
    let report: Report
    let mark: Yaml.Mark

    /// Reports every key that is not allowed. Nil, reported, when there is no mapping.
    /// - Parameter what: what the mapping is, for the message: `worker.log`.
    init?(_ yaml: Yaml, _ what: String, allowed: [String], report: Report) {
        guard case .mapping(let entries) = yaml.content else {
            report.error(yaml.mark, FieldTexts.wantedKeys(what, found: yaml.kind, allowed: allowed))
            return nil
        }
        self.entries = entries
        self.report = report
        mark = yaml.mark
        for entry in entries where !allowed.contains(entry.key) {
            report.error(entry.mark, FieldTexts.unknownKey(entry.key, allowed: allowed))
        }
    }

    subscript(_ key: String) -> Yaml? { entries.first { $0.key == key }?.value }

    /// Where the key stands; the mapping's own place when it is missing.
    func mark(of key: String) -> Yaml.Mark { entries.first { $0.key == key }?.mark ?? mark }

    func fields(_ key: String, allowed: [String]) -> Fields? { self[key].flatMap { Fields($0, key, allowed: allowed, report: report) } }

    func text(_ key: String, maximum: Int = 4096, mayBeEmpty: Bool = false) -> String? {
        self[key].flatMap { report.text($0, key, maximum: maximum, mayBeEmpty: mayBeEmpty) }
    }

    func integer(_ key: String, in range: ClosedRange<Int>) -> Int? { self[key].flatMap { report.integer($0, key, in: range) } }

    func boolean(_ key: String) -> Bool? {
        guard let yaml = self[key] else { return nil }
        if case .scalar(let text, isPlain: true) = yaml.content {
            if ["true", "True", "TRUE"].contains(text) { return true }
            if ["false", "False", "FALSE"].contains(text) { return false }
        }
        report.error(yaml.mark, FieldTexts.wantedBoolean(key, found: yaml.kind))
        return nil
    }

    func duration(_ key: String, in range: ClosedRange<Duration>, wholeSeconds: Bool = false) -> Duration? {
        guard let yaml = self[key] else { return nil }
        guard case .scalar(let text, _) = yaml.content, let duration = Units.duration(text) else {
            report.error(yaml.mark, FieldTexts.wantedDuration(key, found: yaml))
            return nil
        }
        guard range.contains(duration), !wholeSeconds || duration.inMilliseconds % 1000 == 0 else {
            report.error(yaml.mark, FieldTexts.durationRange(key, duration, range, wholeSeconds: wholeSeconds))
            return nil
        }
        return duration
    }

    func size(_ key: String, in range: ClosedRange<Int>) -> Int? {
        guard let yaml = self[key] else { return nil }
        guard case .scalar(let text, _) = yaml.content, let size = Units.size(text) else {
            report.error(yaml.mark, FieldTexts.wantedSize(key, found: yaml))
            return nil
        }
        guard range.contains(size) else {
            report.error(yaml.mark, FieldTexts.sizeRange(key, size, range))
            return nil
        }
        return size
    }

    func choice(_ key: String, of allowed: [String]) -> String? {
        guard let yaml = self[key] else { return nil }
        if case .scalar(let text, _) = yaml.content, allowed.contains(text) { return text }
        report.error(yaml.mark, FieldTexts.wantedChoice(key, found: yaml.kind, allowed: allowed))
        return nil
    }

    func list(_ key: String) -> [Yaml]? {
        guard let yaml = self[key] else { return nil }
        if case .list(let items) = yaml.content { return items }
        report.error(yaml.mark, FieldTexts.wantedList(key, found: yaml))
        return nil
    }

    /// The entries of a mapping whose keys are names that the catalogue gives.
    func entries(_ key: String) -> [Yaml.Entry]? {
        guard let yaml = self[key] else { return nil }
        if case .mapping(let entries) = yaml.content { return entries }
        report.error(yaml.mark, FieldTexts.wantedMapping(key, found: yaml.kind))
        return nil
    }
}

extension Report {
    /// A text as it is written: `no`, `010` and `1:30` stay what they are, since the schema knows that a text is wanted.
    /// - Parameter maximum: in characters.
    func text(_ yaml: Yaml, _ what: String, maximum: Int = 4096, mayBeEmpty: Bool = false) -> String? {
        guard case .scalar(let text, _) = yaml.content, !yaml.isNull, mayBeEmpty || !text.isEmpty else {
            error(yaml.mark, FieldTexts.wantedText(what, found: yaml.kind, mayBeEmpty: mayBeEmpty))
            return nil
        }
        guard !text.unicodeScalars.contains("\0") else {
            error(yaml.mark, FieldTexts.nul(what))
            return nil
        }
        guard text.unicodeScalars.count <= maximum else {
            error(yaml.mark, FieldTexts.tooLong(what, length: text.unicodeScalars.count, maximum: maximum))
            return nil
        }
        return text
    }

    func integer(_ yaml: Yaml, _ what: String, in range: ClosedRange<Int>) -> Int? {
        guard case .scalar(let text, isPlain: true) = yaml.content, let number = Int(text), String(number) == text else {
            error(yaml.mark, FieldTexts.wantedInteger(what, found: yaml, range))
            return nil
        }
        guard range.contains(number) else {
            error(yaml.mark, FieldTexts.integerRange(what, number, range))
            return nil
        }
        return number
    }
}
