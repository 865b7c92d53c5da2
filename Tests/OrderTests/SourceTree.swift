import Foundation

/// The project's own files, as text.
struct SourceFile: Sendable, CustomStringConvertible {
    /// Relative to the project.
    let path: String
    let text: String

    /// The target that the file belongs to.
    var room: String { String(path.split(separator: "/")[1]) }
    var description: String { path }
    /// Lines with their numbers from 1.
    var lines: [(number: Int, text: Substring)] {
        text.split(separator: "\n", omittingEmptySubsequences: false).enumerated().map { ($0.offset + 1, $0.element) }
    }
}

enum SourceTree {
    private static let root = URL(filePath: #filePath).deletingLastPathComponent().deletingLastPathComponent().deletingLastPathComponent()

    static let sources = files(below: "Sources")
    static let tests = files(below: "Tests")
    /// What people read.
    static let documents =
        ["README.md", "README.ja.md", "CHANGELOG.md", "CONTRIBUTING.md"].compactMap { path in
            (try? String(contentsOf: root.appending(path: path), encoding: .utf8)).map { SourceFile(path: path, text: $0) }
        } + ["Documentation", "Clients", "Examples"].flatMap { files(below: $0, ending: "md") }

    static func exists(_ path: String) -> Bool { FileManager.default.fileExists(atPath: root.appending(path: path).path) }

    private static func files(below folder: String, ending: String = "swift") -> [SourceFile] {
        let base = root.appending(path: folder)
        guard let all = FileManager.default.enumerator(at: base, includingPropertiesForKeys: nil) else { return [] }
        return all.compactMap { $0 as? URL }.filter { $0.pathExtension == ending }.compactMap { url in
            guard let text = try? String(contentsOf: url, encoding: .utf8) else { return nil }
            return SourceFile(path: String(url.standardizedFileURL.path.dropFirst(root.standardizedFileURL.path.count + 1)), text: text)
        }.sorted { $0.path < $1.path }
    }
}
