import Glibc
import Synchronization
import YobanCore

/// Ctrl-C in a command that watches: it lets go, and the job goes on.
enum Interrupt {
    private static let flag = Atomic(0)

    /// From here on SIGINT and SIGTERM only raise the flag.
    static func watch() {
        // A handler may only touch an atomic.
        for signal in [SIGINT, SIGTERM] { Glibc.signal(signal) { _ in Interrupt.flag.add(1, ordering: .relaxed) } }
    }

    static var happened: Bool { flag.load(ordering: .relaxed) > 0 }
    /// How often; a second Ctrl-C means it.
    static var count: Int { flag.load(ordering: .relaxed) }

    /// Says that the jobs that have not finished go on, and what can be done.
    static func detached(_ jobs: [Job], _ console: Console) {
        let ids = jobs.filter { !$0.status.isFinished }.map(\.id.description).joined(separator: " ")
        console.say(
            Text(
                ja: "表示を終えました。ジョブ \(ids) は続いています。\n  もう一度見る:  yoban follow \(ids)\n  停止する:      yoban stop \(ids)",
                en: "Detached. Job \(ids) keeps running.\n  Follow it again:  yoban follow \(ids)\n  Stop it:          yoban stop \(ids)"))
    }
}
