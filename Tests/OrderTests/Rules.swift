import Foundation

/// The rules that keep the order, as functions over files, so that each can be shown to bite.
enum Rules {
    /// Imports that the map does not allow.
    static func crossings(in file: SourceFile) -> [String] {
        let room = file.room
        guard let allowed = mayImport[room] else { return ["\(file.path): the room \(room) is not on the map"] }
        return file.lines.compactMap { line in
            guard line.text.contains("import "),
                let match = line.text.firstMatch(
                    of:
                        /^(?:@\w+(?:\([^)]*\))?\s+)*(?:(?:public|package|internal|fileprivate|private)\s+)?import\s+(?:(?:struct|class|enum|func|var|let|protocol|typealias)\s+)?(\w+)/
                )
            else { return nil }
            let imported = String(match.1)
            if mayImport.keys.contains(imported) {
                return allowed.contains(imported) ? nil : "\(file.path):\(line.number): \(room) may not import \(imported)"
            }
            guard let homes = landlords[imported] else { return "\(file.path):\(line.number): \(imported) has no landlord" }
            return homes.contains(room) ? nil : "\(file.path):\(line.number): \(imported) does not live in \(room)"
        }
    }

    /// A file that became two things.
    static func tooLong(_ file: SourceFile) -> [String] {
        let count = file.lines.count
        return count > 400 ? ["\(file.path): \(count) lines; split it"] : []
    }

    /// Things that need their reason in the line above or beside them.
    static func unexplained(in file: SourceFile) -> [String] {
        let needy = /try!|@unchecked Sendable|nonisolated\(unsafe\)|(?:^|[^.\w])Task(?:\.detached)?\s*\{|fatalError\(|preconditionFailure\(/
        // Looked for first, since a regular expression takes its time.
        let words = ["try!", "@unchecked", "nonisolated(unsafe)", "Task", "fatalError", "preconditionFailure"]
        var previous: Substring = ""
        return file.lines.compactMap { line in
            defer { previous = line.text }
            guard words.contains(where: line.text.contains), !line.text.drop(while: { $0 == " " }).hasPrefix("//"),
                line.text.contains(needy)
            else { return nil }
            let explained = previous.contains("//") || line.text.contains("//")
            return explained ? nil : "\(file.path):\(line.number): needs its reason beside it: \(line.text.drop { $0 == " " })"
        }
    }

    /// Tests that never run.
    static func deadTests(in file: SourceFile) -> [String] {
        var attributes = ""
        return file.lines.compactMap { line in
            defer {
                if line.text.contains("@") {
                    attributes += line.text
                } else if line.text.contains("{") || line.text.isEmpty {
                    attributes = ""
                }
            }
            guard line.text.contains("func test"), line.text.contains(/^\s*func test[A-Z]/) else { return nil }
            return attributes.contains("@Test") || line.text.contains("@Test")
                ? nil : "\(file.path):\(line.number): never runs without @Test"
        }
    }

    /// Sleeping in a test waits for time instead of a fact. A pause between two looks at a fact says so beside it.
    static func sleeps(in file: SourceFile) -> [String] {
        var previous: Substring = ""
        return file.lines.compactMap { line in
            defer { previous = line.text }
            guard line.text.contains("sleep"), !previous.contains("//"), !line.text.contains("//"),
                line.text.contains(/\b(?:Task\.sleep|usleep|nanosleep)\(/) || line.text.contains(/[^.\w"`' ]sleep\(\d/)
            else { return nil }
            return "\(file.path):\(line.number): wait for a fact, not for time"
        }
    }

    /// `Foundation.Process` waits for whoever was started at the same moment and inherited its socket, which may be a server that never ends.
    static func waitingForOthers(in file: SourceFile) -> [String] {
        file.lines.compactMap { line in
            line.text.contains("Process()") && line.text.contains(/(?:^|[^\w])Process\(\)/)
                ? "\(file.path):\(line.number): start a Child" : nil
        }
    }

    /// Pairs of texts in which one language is missing or only copied.
    static func missingTranslations(in file: SourceFile) -> [String] {
        pairs(in: file.text).compactMap { pair in
            let (ja, en) = (pair.ja, pair.en)
            if ja.isEmpty && en.isEmpty { return nil }
            let place = "\(file.path): ja: \"\(ja)\", en: \"\(en)\""
            if ja.isEmpty != en.isEmpty, !isFragment(ja + en) { return "one language is empty: \(place)" }
            if en.unicodeScalars.contains(where: isJapanese) { return "Japanese in the English text: \(place)" }
            let words = withoutPlaceholders(en).filter(\.isLetter)
            if words.count > 3, !withoutPlaceholders(ja).unicodeScalars.contains(where: isJapanese) { return "not translated: \(place)" }
            return nil
        }
    }

    /// Help texts and talk that bypass the pairs.
    static func untranslated(in file: SourceFile) -> [String] {
        guard file.room == "YobanCommands" else { return [] }
        return file.lines.compactMap { line in
            line.text.contains("\"") && line.text.contains(/help:\s*"|abstract:\s*"|discussion:\s*"|ValidationError\("/)
                ? "\(file.path):\(line.number): a text for people without its translation" : nil
        }
    }

    private static func pairs(in text: String) -> [(ja: String, en: String)] {
        text.matches(
            of:
                /ja:\s*"((?:[^"\\]|\\[^(]|\\\((?:[^()"]|"[^"]*"|\((?:[^()"]|"[^"]*")*\))*\))*)"\s*,\s*en:\s*"((?:[^"\\]|\\[^(]|\\\((?:[^()"]|"[^"]*"|\((?:[^()"]|"[^"]*")*\))*\))*)"/
        )
        .map { (String($0.1), String($0.2)) }
    }

    private static func withoutPlaceholders(_ text: String) -> String {
        text.replacing(/\\\((?:[^()"]|"[^"]*"|\((?:[^()"]|"[^"]*")*\))*\)/, with: "")
    }

    /// A few punctuation marks or one word, which a language may not need.
    private static func isFragment(_ text: String) -> Bool { withoutPlaceholders(text).count <= 3 }

    private static func isJapanese(_ scalar: Unicode.Scalar) -> Bool {
        (0x3040...0x30FF).contains(scalar.value) || (0x4E00...0x9FFF).contains(scalar.value)
    }
}
