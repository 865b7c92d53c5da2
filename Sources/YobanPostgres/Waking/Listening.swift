import Dispatch
package import YobanCore

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
