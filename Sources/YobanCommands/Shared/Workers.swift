import Glibc
import YobanCore
import YobanOperations
import YobanTerminal
import YobanWorker

/// Wakes the workers that live on this host. The others find the change by their poll.
func ringDoorbells(_ workers: [WorkerRecord], _ ring: Operations.Ring) {
    let host = hostName()
    for worker in workers where worker.host == host && !worker.doorbell.isEmpty {
        Doorbell.ring(worker.doorbell, for: ring == .jobs ? .jobs : .stop)
    }
}

extension WorkerRecord {
    /// Whether the worker's process is there. Of another host's worker its beat tells, by that host's clock: good enough for a message.
    func isThere(now: Instant, heartbeat: Duration) -> Bool {
        guard !isRetired else { return false }
        let isFresh = now - seenAt < max(.seconds(60), heartbeat * 3)
        guard host == hostName() else { return isFresh }
        if !doorbell.isEmpty { return Doorbell.isHeard(doorbell) }
        return isFresh && (kill(pid, 0) == 0 || errno == EPERM)
    }
}

extension Text {
    static let noWorker = Text(
        ja: "動いているワーカーがありません。起動: yoban worker", en: "no worker is running; start one: yoban worker")
    static func noTaker(of queue: String) -> Text {
        let name = TerminalText.sanitised(queue.shortened)
        return Text(
            ja: "キュー \(name) を受け持つワーカーが動いていません。確認: yoban worker list",
            en: "no running worker takes from the queue \(name). See: yoban worker list")
    }
    static let allDraining = Text(
        ja: "ワーカーは新しいジョブを取らない設定です（drain）。戻す: yoban worker drain --undo 名前",
        en: "its workers are draining and take no new job. To undo: yoban worker drain --undo NAME")
    /// That the queue is paused, by whom and why, and what ends it.
    static func paused(_ pause: QueuePause, now: Instant) -> Text {
        let queue = pause.queue.shortened
        let words = pause.words(now: now)
        return Text(
            ja: "キュー \(queue) は一時停止中です（\(words.ja)）。再開: yoban queue resume \(queue)",
            en: "the queue \(queue) is paused, \(words.en). To resume it: yoban queue resume \(queue)")
    }
    static let noWorkerSentence = Text(
        ja: "動いているワーカーがありません。起動: yoban worker", en: "No worker is running. Start one: yoban worker")
}

extension Session {
    /// Says that one of the queues is paused, and that nobody is there to do what was asked for, or to take from one of them. Nothing where
    /// that can't be told: a token may queue jobs and see no worker.
    func sayIfNoWorker(for queues: [String] = []) async {
        let pauses = queues.isEmpty ? [] : (try? await operations.pausedQueues()) ?? []
        for pause in pauses where queues.contains(where: pause.holds) { console.say(.paused(pause, now: now())) }
        guard let there = try? await operations.workers().filter(\.state.isThere).map(\.record) else { return }
        guard !there.isEmpty else { return console.say(.noWorkerSentence) }
        if let queue = queues.first(where: { name in !there.contains { $0.takes(name) } }) { console.say(.noTaker(of: queue)) }
    }
}
