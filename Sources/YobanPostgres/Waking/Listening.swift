import Dispatch

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

extension PostgresStore {
    /// Tells at once, on a connection of its own, when any program makes a job ready or asks for a stop, and when a worker is told something. After a break it begins to
    /// listen again by itself. News are a wake-up, not a record: a slow reader loses the older ones.
    package func notifications() -> AsyncStream<QueueNews> {
        let (news, continuation) = AsyncStream.makeStream(of: QueueNews.self, bufferingPolicy: .bufferingNewest(64))
        let listener = Listener(address, patience) { continuation.yield($0) }
        continuation.onTermination = { _ in listener.end() }
        // Its thread: it waits on the socket for as long as somebody reads.
        DispatchQueue(label: "yoban.postgres.listener").async { listener.run() }
        return news
    }
}
