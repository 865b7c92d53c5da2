/// How long to wait before trying again: doubling from `backoff`, at most `longest`, spread by a fifth to both sides.
package struct RetryPolicy: Sendable, Equatable {
    /// The wait after the first failure.
    package var backoff: Duration
    package var longest: Duration

    /// A job that took its host or shim down this often is not started again.
    package static let maximumLosses = 3

    package init(backoff: Duration = .seconds(10), longest: Duration = .seconds(3600)) {
        self.backoff = backoff
        self.longest = longest
    }

    /// The wait after the n-th failure (n from 1). `random` is in 0..<1.
    package func delay(afterFailures n: Int, random: Double) -> Duration {
        let doubled = Double(backoff.inMilliseconds) * Double(UInt64(1) << UInt64(min(max(n - 1, 0), 40)))
        let capped = min(doubled, Double(longest.inMilliseconds))
        return .milliseconds(Int64(capped * (0.8 + 0.4 * random)))
    }
}
