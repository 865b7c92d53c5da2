import Foundation
import YobanCore

/// What the measurements need of an engine beyond the store itself.
protocol MeasuredDatabase: Sendable {
    func migrate() async throws
    func open(connections: Int) async throws -> any JobStore
    /// Adds finished rows, in bulk, until there are so many. Returns how many rows of jobs there are.
    func fill(history: Int) throws -> Int
    /// What the engine has read so far, in rows (PostgreSQL: buffers), by all connections together.
    func rowsRead() throws -> Int
    /// The settings of the server that matter for the figures.
    func settings() throws -> [String: String]
}

/// Runs the engine's own command-line client, which prints rows as lines with tabs.
func client(_ program: String, _ arguments: [String], environment: [String: String] = [:]) throws -> [[String]] {
    let process = Process()
    process.executableURL = URL(filePath: "/usr/bin/env")
    process.arguments = [program] + arguments
    process.environment = ProcessInfo.processInfo.environment.merging(environment) { $1 }
    let output = Pipe()
    process.standardOutput = output
    try process.run()
    let said = output.fileHandleForReading.readDataToEndOfFile()
    process.waitUntilExit()
    guard process.terminationStatus == 0 else { throw Options.Problem(what: "\(program) failed") }
    return String(decoding: said, as: UTF8.self).split(separator: "\n").map { $0.components(separatedBy: "\t") }
}
