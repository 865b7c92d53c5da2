internal import Yams
internal import YobanCore

/// Turns the text of a file into a value, or says everything that keeps it from being YAML that can be used.
///
/// The only place that knows the YAML library. It is given nothing that it does not survive: control characters are refused before
/// (by `SourceFile`), nesting is limited by libyaml to 1,000, and aliases by `Composer`.
enum YamlDocument {
    /// Nil when there is nothing but white space and comments, or when problems were reported.
    static func read(_ text: String, report: Report) -> Yaml? {
        if let line = lineOfCompoundKey(in: text) {
            report.error(.init(line: line, column: 0), YamlTexts.compoundKey)
            return nil
        }
        var source = RenamedKeys(text: text)
        while true {
            do {
                guard let node = try Parser(yaml: source.text, resolver: .basic, encoding: .utf8).singleRoot() else { return nil }
                var composer = Composer(names: source, report: report)
                return composer.value(node)
            } catch let error as YamlError {
                if case .duplicatedKeysInMapping(_, let context) = error, source.rename(at: context.mark) { continue }
                let (mark, message) = YamlTexts.explanation(of: error, in: source.text)
                report.error(mark, message)
                return nil
            } catch {
                report.error(.init(line: 0, column: 0), Text(ja: "YAML として読めません: \(error)", en: "cannot be read as YAML: \(error)"))
                return nil
            }
        }
    }

    /// A line on which a key seems to be an alias, a list or a mapping, in a file that uses aliases.
    ///
    /// The library compares keys in full, and a few nested aliases make one key billions of values large. Such keys have no meaning here.
    private static func lineOfCompoundKey(in text: String) -> Int? {
        guard text.utf8.contains(UInt8(ascii: "&")), text.contains(/&[A-Za-z0-9_-]/), text.contains(/\*[A-Za-z0-9_-]/) else { return nil }
        for (index, line) in text.split(omittingEmptySubsequences: false, whereSeparator: \.isNewline).enumerated() {
            if line.contains(/(^|[\s\[{,-])\?(\s|$)/) || line.contains(/[\]}]\s*:/) || line.contains(/\*[A-Za-z0-9_-]+\s*:/) {
                return index + 1
            }
        }
        return nil
    }
}

/// A source text in which keys that stand twice were made different, so that the rest of the file can be read and checked too.
///
/// The library gives up at the first such key. Its first letter is replaced by one private letter, which moves nothing else.
struct RenamedKeys {
    private(set) var text: String
    private var originals: [Unicode.Scalar: Unicode.Scalar] = [:]

    /// So many times a file is read again.
    private static let maximum = 30

    init(text: String) { self.text = text }

    /// False when there are too many, or the key is not a simple word.
    fileprivate mutating func rename(at mark: Mark) -> Bool {
        guard originals.count < Self.maximum, let replacement = Unicode.Scalar(0xE000 + UInt32(originals.count)) else { return false }
        var scalars = text.unicodeScalars
        guard var index = SourceText.index(line: mark.line, column: mark.column, in: scalars) else { return false }
        if scalars[index] == "\"" || scalars[index] == "'" { index = scalars.index(after: index) }
        guard index < scalars.endIndex, scalars[index].properties.isAlphabetic || ("0"..."9").contains(scalars[index]) else { return false }
        originals[replacement] = scalars[index]
        scalars.replaceSubrange(index...index, with: [replacement])
        text = String(scalars)
        return true
    }

    func original(_ key: String) -> String {
        guard let first = key.unicodeScalars.first, let original = originals[first] else { return key }
        return String(original) + String(String.UnicodeScalarView(key.unicodeScalars.dropFirst()))
    }
}
