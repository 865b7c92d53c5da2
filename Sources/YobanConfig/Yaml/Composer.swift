internal import Yams
internal import YobanCore

/// Turns the library's nodes into `Yaml`: keys as texts, each once, `<<` merged in, aliases followed a limited number of times.
struct Composer {
    let names: RenamedKeys
    let report: Report
    private var remaining = Self.maximumValues

    /// A catalogue of thousands of jobs has fewer; a file that grows beyond it by aliases of aliases does not end.
    static let maximumValues = 200_000

    init(names: RenamedKeys, report: Report) {
        self.names = names
        self.report = report
    }

    /// Nil when the limit was passed, which is reported once.
    mutating func value(_ node: Node) -> Yaml? {
        remaining -= 1
        guard remaining >= 0 else {
            if remaining == -1 { report.error(mark(node), YamlTexts.tooManyValues(Self.maximumValues)) }
            return nil
        }
        checkTag(node)
        switch node {
        case .scalar(let scalar):
            return Yaml(content: .scalar(scalar.string, isPlain: scalar.style == .plain), mark: mark(node))
        case .sequence(let sequence):
            var items: [Yaml] = []
            for item in sequence {
                guard let value = value(item) else { return nil }
                items.append(value)
            }
            return Yaml(content: .list(items), mark: mark(node))
        case .mapping(let mapping):
            guard let entries = entries(mapping) else { return nil }
            return Yaml(content: .mapping(entries), mark: mark(node))
        case .alias:
            // Made only by programs that write YAML.
            return nil
        }
    }

    private mutating func entries(_ mapping: Node.Mapping) -> [Yaml.Entry]? {
        var entries: [Yaml.Entry] = []
        var lines: [String: Int] = [:]
        var merged: [Yaml.Entry] = []
        for (key, value) in mapping {
            guard let content = self.value(value) else { return nil }
            guard case .scalar(let scalar) = key else {
                report.error(mark(key), YamlTexts.keyIsNoText)
                continue
            }
            let name = names.original(scalar.string)
            if name == "<<", scalar.style == .plain {
                merged += merge(content)
            } else if let first = lines[name] {
                report.error(mark(key), YamlTexts.duplicateKey(name, firstLine: first))
            } else {
                lines[name] = mark(key).line
                entries.append(.init(key: name, mark: mark(key), value: content))
            }
        }
        for entry in merged where lines[entry.key] == nil {
            lines[entry.key] = entry.mark.line
            entries.append(entry)
        }
        return entries
    }

    /// The entries that `<<: *anchor` or `<<: [*one, *other]` brings in; the first of several wins.
    private func merge(_ value: Yaml) -> [Yaml.Entry] {
        let parts = if case .list(let items) = value.content { items } else { [value] }
        return parts.flatMap { part in
            guard case .mapping(let entries) = part.content else {
                report.error(part.mark, YamlTexts.mergeNeedsMapping(part.kind))
                return [Yaml.Entry]()
            }
            return entries
        }
    }

    /// Only the tags that every value has by itself may be written.
    private func checkTag(_ node: Node) {
        let (raw, natural) =
            switch node {
            case .scalar(let scalar): (scalar.tag.rawValue, "str")
            case .sequence(let sequence): (sequence.tag.rawValue, "seq")
            case .mapping(let mapping): (mapping.tag.rawValue, "map")
            case .alias: ("", "")
            }
        guard raw.isEmpty || raw == "!" || raw == "tag:yaml.org,2002:" + natural else {
            return report.error(mark(node), YamlTexts.tag(raw.shortened))
        }
    }

    private func mark(_ node: Node) -> Yaml.Mark { .init(line: node.mark?.line ?? 0, column: node.mark?.column ?? 0) }
}
