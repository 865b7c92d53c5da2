import Glibc
import Synchronization
import YobanCore
import YobanTerminal

/// Ctrl-C in a command that watches: it lets go, and the job goes on.
enum Interrupt {
    private static let flag = Atomic(0)

    /// From here on SIGINT and SIGTERM only raise the flag.
    static func watch() {
        // A handler may only touch an atomic, and one that is there already.
        _ = count
        for signal in [SIGINT, SIGTERM] { Glibc.signal(signal) { _ in Interrupt.flag.add(1, ordering: .relaxed) } }
    }

    static var happened: Bool { count > 0 }
    /// How often; a second Ctrl-C means it.
    static var count: Int { flag.load(ordering: .relaxed) }

    /// Says that the jobs that have not finished go on, and what can be done.
    static func detached(_ jobs: [Job], _ console: Console) {
        // The terminal has written ^C where the cursor stood.
        if console.talk.isTerminal { _ = console.talk.write("\n") }
        let unfinished = jobs.filter { !$0.status.isFinished }
        let ids = unfinished.map(\.id.description).joined(separator: " ")
        let isOne = unfinished.count == 1
        let runs = unfinished.contains { $0.status == .running }
        let jobEn = isOne ? "Job \(ids) " + (runs ? "keeps running" : "stays queued") : "Jobs \(ids) go on"
        console.say(
            Text(
                ja: "表示を終えました。ジョブ \(ids) は\(isOne && !runs ? "キューに残っています" : "続いています")。\n  もう一度見る:  yoban follow \(ids)\n  停止する:      yoban stop \(ids)",
                en: "Detached. \(jobEn).\n  Follow \(isOne ? "it" : "them") again:  yoban follow \(ids)\n  Stop \(isOne ? "it" : "them"):          yoban stop \(ids)"))
    }
}
