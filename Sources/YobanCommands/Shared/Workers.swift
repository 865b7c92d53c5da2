import Glibc
import YobanCore
import YobanOperations
import YobanWorker

/// Wakes the workers that live on this host. The others find the change by their poll.
func ringDoorbells(_ workers: [WorkerRecord], _ ring: Operations.Ring) {
    let host = hostName()
    for worker in workers where worker.host == host && !worker.doorbell.isEmpty {
        Doorbell.ring(worker.doorbell, for: ring == .jobs ? .jobs : .stop)
    }
}

extension WorkerRecord {
    /// Whether the worker's process is there. Of another host's worker this can't be told from here; it is believed to be.
    func isThere(now: Instant) -> Bool {
        guard host == hostName() else { return true }
        if !doorbell.isEmpty { return Doorbell.isHeard(doorbell) }
        return now - seenAt < .seconds(60) && (kill(pid, 0) == 0 || errno == EPERM)
    }
}

extension Text {
    static let noWorker = Text(
        ja: "動いているワーカーがありません。起動: yoban worker", en: "no worker is running; start one: yoban worker")
    static let noWorkerSentence = Text(
        ja: "動いているワーカーがありません。起動: yoban worker", en: "No worker is running. Start one: yoban worker")
}

extension Session {
    /// Says that nobody is there to do what was asked for.
    func sayIfNoWorker() async throws {
        let now = now()
        guard try await !operations.workers().contains(where: { $0.isThere(now: now) }) else { return }
        console.say(.noWorkerSentence)
    }
}
