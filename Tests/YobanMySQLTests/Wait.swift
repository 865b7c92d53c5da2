import Foundation

/// Looks at a fact until it holds; false when it does not within the limit.
func holds(within limit: Duration = .seconds(120), _ fact: () async throws -> Bool) async rethrows -> Bool {
    let end = ContinuousClock.now + limit
    while true {
        if try await fact() { return true }
        if ContinuousClock.now > end { return false }
        // Between two looks at the fact.
        try? await Task.sleep(for: .milliseconds(20))
    }
}
