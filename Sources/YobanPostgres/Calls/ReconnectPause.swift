/// A server that is away is not asked more often than is good for it: after a tenth of a second, doubling, up to five seconds.
struct ReconnectPause {
    private var length: Duration = .milliseconds(50)

    /// The next pause. Random, so that many clients don't come back in step.
    mutating func next() -> Duration {
        length = min(length * 2, .seconds(5))
        return length * Double.random(in: 0.8...1.2)
    }
}
