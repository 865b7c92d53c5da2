/// How many answers that do not end may be open at once; more are sent away. Each takes a connection (``HTTPServer/Limits/connections``).
package struct StreamLimits: Sendable {
    /// Of outputs.
    package var followers = 512
    /// Of events.
    package var listeners = 128
    /// So often something comes over the connection although nothing happens, and it is looked whether the token is still good.
    package var heartbeat: Duration = .seconds(15)

    package init() {}
}
