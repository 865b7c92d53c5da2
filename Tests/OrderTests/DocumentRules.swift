import Foundation

/// What the documents say, and what the sources say about the same, as functions over texts, so that each can be shown to bite.
enum DocumentRules {
    /// Lines outside fenced code.
    static func prose(_ text: String) -> [Substring] {
        var isCode = false
        return text.split(separator: "\n", omittingEmptySubsequences: false).filter { line in
            if line.hasPrefix("```") { isCode.toggle() }
            return !isCode && !line.hasPrefix("```")
        }
    }

    /// Lines of fenced code without shell comments, and code within lines.
    static func code(_ text: String) -> [Substring] {
        var isCode = false
        return text.split(separator: "\n", omittingEmptySubsequences: false).flatMap { line -> [Substring] in
            if line.hasPrefix("```") { isCode.toggle() }
            return isCode ? [line.prefix { $0 != "#" }] : line.matches(of: /`([^`]+)`/).map(\.1)
        }
    }

    static func headings(_ text: String) -> [Substring] { prose(text).filter { $0.hasPrefix("#") } }

    /// The name by which a heading can be linked to.
    static func anchor(_ heading: Substring) -> String {
        let title = heading.drop { $0 == "#" }.drop { $0 == " " }.lowercased()
        return String(title.filter { $0.isLetter || $0.isNumber || $0 == " " || $0 == "-" || $0 == "_" }.map { $0 == " " ? "-" : $0 })
    }

    /// Links to files of the project that lead nowhere.
    static func brokenLinks(in file: SourceFile, among files: [String: String], exists: (String) -> Bool) -> [String] {
        prose(file.text).flatMap { $0.matches(of: /\]\(([^)\s]+)\)/).map { String($0.1) } }.compactMap { link in
            guard !link.contains("://") else { return nil }
            let parts = link.split(separator: "#", maxSplits: 1, omittingEmptySubsequences: false)
            let path = parts[0].isEmpty ? file.path : resolve(String(parts[0]), from: file.path)
            guard exists(path) else { return "\(file.path): no file \(link)" }
            guard parts.count == 2 else { return nil }
            let anchors = headings(files[path] ?? "").map(anchor)
            return anchors.contains(String(parts[1])) ? nil : "\(file.path): no heading \(link)"
        }
    }

    private static func resolve(_ link: String, from path: String) -> String {
        var parts = path.split(separator: "/").dropLast()
        for part in link.split(separator: "/") where part != "." {
            if part == ".." { parts = parts.dropLast() } else { parts.append(part) }
        }
        return parts.joined(separator: "/")
    }

    /// The first cells of the tables below a heading that are one word of code.
    static func keys(below heading: String, in text: String) -> Set<String> {
        let lines = prose(text)
        guard let start = lines.firstIndex(where: { $0 == "## " + heading }) else { return [] }
        return Set(
            lines[(start + 1)...].prefix { !$0.hasPrefix("## ") }.compactMap {
                $0.firstMatch(of: /^\| `([a-z_]+)` \|/).map { String($0.1) }
            })
    }

    /// The lists of keys in a source file, by the name of each list.
    static func keyLists(in source: String) -> [String: Set<String>] {
        var lists: [String: Set<String>] = [:]
        for match in source.matches(of: /static let (\w+) = \[([^\]]*)\]/) {
            lists[String(match.1)] = Set(match.2.matches(of: /"([^"]+)"/).map { String($0.1) })
        }
        return lists
    }

    /// The names of the types that are subcommands, as they are typed.
    static func subcommands(root: String, sources: [String]) -> Set<String> {
        let types = root.matches(of: /subcommands: \[([^\]]*)\]/).flatMap { $0.1.matches(of: /(\w+)\.self/).map { String($0.1) } }
        return Set(
            types.map { type in
                let definition = sources.lazy.compactMap { source in
                    source.firstRange(of: "struct \(type): ").map { source[$0.upperBound...] }
                }.first
                let own = definition?.split(separator: "\nstruct ", maxSplits: 1).first ?? ""
                return own.firstMatch(of: /commandName: "([^"]+)"/).map { String($0.1) } ?? kebab(type)
            })
    }

    /// The long names of all options and flags.
    static func options(in source: String) -> [String] {
        source.matches(of: /@(?:Option|Flag)\(((?:[^()]|\((?:[^()]|\([^()]*\))*\))*)\)\s+var (\w+)/).map { match in
            match.1.firstMatch(of: /\.customLong\("([^"]+)"\)/).map { String($0.1) } ?? kebab(String(match.2))
        }
    }

    /// The variables of the environment whose names begin so.
    static func variables(_ prefix: String, in text: String) -> Set<String> {
        Set(text.matches(of: /[A-Z]+(?:_[A-Z]+)+(?![A-Z_])/).map { String($0.0) }.filter { $0.hasPrefix(prefix) })
    }

    /// `yoban` with a command that isn't there.
    static func unknownCommands(in file: SourceFile, known: Set<String>) -> [String] {
        code(file.text).flatMap { $0.matches(of: /\byoban ([a-z]+)\b(?![=.])/).map { String($0.1) } }.filter { !known.contains($0) }
            .map { "\(file.path): there is no command yoban \($0)" }
    }

    /// Test names in “ ” that no test has. One that ends in … is the beginning of a name.
    static func unknownTests(in file: SourceFile, tests: [String]) -> [String] {
        prose(file.text).filter { $0.hasPrefix("|") && $0.contains("Tests “") }.flatMap { $0.matches(of: /“([^”]+)”/).map { String($0.1) } }
            .filter { name in
                let sought = name.hasSuffix(" …") ? "\"" + name.dropLast(2) : "\"\(name)\""
                return !tests.contains { $0.contains(sought) }
            }
            .map { "\(file.path): there is no test “\($0)”" }
    }

    private static func kebab(_ name: String) -> String {
        name.reduce(into: "") { $0 += $1.isUppercase && !$0.isEmpty ? "-" + $1.lowercased() : $1.lowercased() }
    }
}
