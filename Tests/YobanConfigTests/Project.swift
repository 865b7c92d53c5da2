import Foundation
import YobanConfig
import YobanCore

/// A folder of a test, gone with it.
final class Project: Sendable {
    let folder: String

    init(_ files: [String: String] = [:]) throws {
        folder = FileManager.default.temporaryDirectory.resolvingSymlinksInPath().path + "/yoban-config-\(UUID().uuidString)"
        try FileManager.default.createDirectory(atPath: folder, withIntermediateDirectories: true, attributes: [.posixPermissions: 0o755])
        for (name, text) in files { try write(name, text) }
    }

    deinit { try? FileManager.default.removeItem(atPath: folder) }

    @discardableResult func write(_ name: String, _ text: String, mode: Int = 0o644) throws -> String {
        try write(name, bytes: Data(text.utf8), mode: mode)
    }

    @discardableResult func write(_ name: String, bytes: Data, mode: Int = 0o644) throws -> String {
        let path = folder + "/" + name
        try FileManager.default.createDirectory(
            at: URL(fileURLWithPath: path).deletingLastPathComponent(), withIntermediateDirectories: true,
            attributes: [.posixPermissions: 0o755])
        try bytes.write(to: URL(fileURLWithPath: path))
        try FileManager.default.setAttributes([.posixPermissions: mode], ofItemAtPath: path)
        return path
    }

    func load(
        _ flags: Configuration.Flags = .init(), environment: [String: String] = [:], from subfolder: String = "",
        checkSchedule: (String) -> Text? = { _ in nil }
    ) throws(ConfigurationError) -> Configuration {
        try Configuration.load(
            flags: flags, environment: environment, workingDirectory: Path.resolve(subfolder, in: folder), checkSchedule: checkSchedule)
    }

    /// The problems of a catalogue, empty when it is good.
    func problems(_ environment: [String: String] = [:], checkSchedule: (String) -> Text? = { _ in nil }) -> [Problem] {
        do throws(ConfigurationError) {
            _ = try load(environment: environment, checkSchedule: checkSchedule)
            return []
        } catch {
            return error.problems
        }
    }
}

extension Problem {
    /// `3:5 message`, the way the tables of the tests expect it.
    func shown(_ language: Language = .english) -> String { "\(line):\(column) \(message.inLanguage(language))" }
}
