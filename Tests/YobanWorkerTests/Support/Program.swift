import Foundation
import Testing
import YobanTestKit

/// Runs another program to its end; what it printed.
@discardableResult
func output(of program: String, _ arguments: [String], expecting status: Int32? = 0) async throws -> String {
    try await withCheckedThrowingContinuation { continuation in
        // Waiting blocks a thread, so it is one that nobody else needs.
        Thread.detachNewThread {
            continuation.resume(
                with: Result {
                    let child = try Child([program] + arguments, output: .taken)
                    let said = child.rest()
                    let end = child.wait()
                    if let status { #expect(end == .exit(status)) }
                    return said
                })
        }
    }
}

extension Place {
    /// What another program does at the SQLite file, with its own SQLite; the first column of the rows it got.
    @discardableResult
    func sql(_ statement: String) async throws -> [String] {
        let program = """
            import sqlite3, sys
            with sqlite3.connect(sys.argv[1], timeout=20) as database:
                for row in database.execute(sys.argv[2]): print(row[0])
            """
        return try await output(of: "/usr/bin/python3", ["-c", program, settings.storePath, statement])
            .split(separator: "\n").map(String.init)
    }
}
