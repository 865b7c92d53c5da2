import Foundation

/// Files by path, where Foundation's manager would be long-winded.
enum TestFiles {
    static func exists(_ path: String) -> Bool { FileManager.default.fileExists(atPath: path) }
    static func remove(_ path: String) { try? FileManager.default.removeItem(atPath: path) }
    static func content(_ path: String) -> String { (try? String(contentsOfFile: path, encoding: .utf8)) ?? "" }
    static func names(in folder: String) -> [String] { ((try? FileManager.default.contentsOfDirectory(atPath: folder)) ?? []).sorted() }
}
