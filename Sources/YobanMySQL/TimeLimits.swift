/// How long to wait for a server that does not answer.
struct TimeLimits: Sendable {
    /// Seconds.
    var connect: UInt32 = 5
    /// Seconds for one answer. Above the longest wait for a lock (``lock``).
    var answer: UInt32 = 8
    /// Seconds for a row that another transaction holds.
    var lock: UInt32 = 4
    /// How long a call goes on trying before it throws.
    var call: Duration = .seconds(8)

    static let ordinary = TimeLimits()
    /// Changing a large table takes as long as it takes; a dead path is then noticed by keepalive.
    static let migration = TimeLimits(answer: 86_400, lock: 30)
}
