/// What the server tells on its own.
package enum QueueNews: Sendable, Equatable {
    /// Listening has begun, or begun again: whatever happened before may have been missed.
    case listening
    /// A job of this queue can be claimed.
    case ready(queue: String)
    /// A job is to be stopped.
    case stopRequested
    /// A worker is to take no more jobs, or jobs again, or its session was ended from outside.
    case workers
}
