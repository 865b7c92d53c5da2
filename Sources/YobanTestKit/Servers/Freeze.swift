import Foundation
package import Glibc
import Testing

/// Stops processes and returns when none of their threads runs any more: after `kill` has returned, each may still answer for a moment.
package func freeze(_ processes: [pid_t]) async throws {
    for process in processes { #expect(kill(process, SIGSTOP) == 0) }
    let limit = ContinuousClock.now + .seconds(30)
    for process in processes {
        while try !standsStill(process) {
            try #require(ContinuousClock.now < limit, "process \(process) goes on after SIGSTOP")
            try await Task.sleep(for: .milliseconds(5))
        }
    }
}

/// Lets them go on.
package func thaw(_ processes: [pid_t]) {
    for process in processes { #expect(kill(process, SIGCONT) == 0) }
}

private func standsStill(_ process: pid_t) throws -> Bool {
    let threads = "/proc/\(process)/task"
    return try FileManager.default.contentsOfDirectory(atPath: threads).allSatisfy { thread in
        // A thread that has ended meanwhile has no file.
        guard let line = try? String(contentsOfFile: "\(threads)/\(thread)/stat", encoding: .utf8) else { return true }
        // proc(5): the name in brackets may hold anything; the state follows it. What was just ending is a zombie now, as its parent stands.
        let state = line[(line.lastIndex(of: ")") ?? line.startIndex)...]
        return state.hasPrefix(") T") || state.hasPrefix(") Z")
    }
}
