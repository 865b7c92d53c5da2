/// Schedules and time zones count whole seconds; planned times are always whole.
extension Instant {
    /// Whole seconds since 1970-01-01T00:00:00Z, rounded down.
    var flooredSeconds: Int { Int(milliseconds).flooredDivision(by: 1_000).quotient }

    /// `seconds` must be within the years that an ``Instant`` can hold, some 292 million.
    init(seconds: Int) { self.init(milliseconds: Int64(seconds) * 1_000) }
}
