import Foundation
import Glibc
import Synchronization
import YobanCore

/// Many claimers at once, each with a connection and a worker of its own: claims one job, settles it, and so on until none is left.
struct Crowd {
    let options: Options
    let database: any MeasuredDatabase

    private struct Tally: Sendable {
        var claimed: [JobID] = []
        var falseEmpties = 0
        var errors: [String: Int] = [:]
        var lostSettlements = 0
    }

    func run() async throws -> [String: Any] {
        let (options, left) = (options, Counter(options.jobs))
        var stores: [any JobStore] = []
        for _ in 0..<options.claimers { stores.append(try await database.open(connections: 1)) }
        let read = try database.rowsRead()
        let processor = [processorTime(nil), processorTime(options.serverPID)]
        let start = ContinuousClock.now
        let tallies = await withTaskGroup(of: Tally.self) { group in
            for (number, store) in stores.enumerated() {
                group.addTask { await Self.claimer(number, store, left, options) }
            }
            return await group.reduce(into: []) { $0.append($1) }
        }
        let seconds = (ContinuousClock.now - start) / .seconds(1)
        let claimed = tallies.flatMap(\.claimed)
        var figures: [String: Any] = [
            "claimers": options.claimers, "jobs": options.jobs, "claimed_and_settled": claimed.count, "seconds": seconds,
            "per_second": Double(claimed.count) / seconds, "doubles": claimed.count - Set(claimed).count,
            "false_empties": tallies.reduce(0) { $0 + $1.falseEmpties },
            "lost_settlements": tallies.reduce(0) { $0 + $1.lostSettlements },
            "errors": tallies.reduce(into: [:]) { $0.merge($1.errors, uniquingKeysWith: +) } as [String: Int],
            "rows_read_per_claim_and_settle": Double(try database.rowsRead() - read) / Double(max(claimed.count, 1)),
            "client_processor_seconds": processorTime(nil) - processor[0],
        ]
        if options.serverPID != nil { figures["server_processor_seconds"] = processorTime(options.serverPID) - processor[1] }
        return figures
    }

    private static func claimer(_ number: Int, _ store: any JobStore, _ left: Counter, _ options: Options) async -> Tally {
        var tally = Tally()
        let worker = WorkerID("claimer-\(number)")
        for _ in 0..<options.jobs * 4 {
            do {
                let before = left.value
                if before == 0 { break }
                let claims = try await store.claim([.fresh()], queues: workerQueues, by: worker, on: "benchmark", now: .current())
                if claims.isEmpty, left.value > options.claimers { tally.falseEmpties += 1 }
                for claim in claims {
                    left.decrease()
                    tally.claimed.append(claim.job.id)
                    if try await store.settle(.completed(claim)) != .held { tally.lostSettlements += 1 }
                }
                if claims.isEmpty, left.value == 0 { break }
            } catch {
                tally.errors[error.code.rawValue, default: 0] += 1
            }
        }
        return tally
    }

    /// Seconds of processor time of a process, of all its threads; nil is this one.
    private func processorTime(_ pid: Int?) -> Double {
        let text = (try? String(contentsOfFile: "/proc/\(pid.map(String.init) ?? "self")/stat", encoding: .utf8)) ?? ""
        // The second field is a name in parentheses, which may hold anything.
        let fields = text.split(separator: ")").last?.split(separator: " ") ?? []
        guard fields.count > 14, let user = Double(fields[11]), let system = Double(fields[12]) else { return 0 }
        let ticks = Double(sysconf(Int32(_SC_CLK_TCK)))
        guard let pid else { return (user + system) / ticks }
        // A server may be many processes: those that have ended, and those that live.
        let ended = (Double(fields[13]) ?? 0) + (Double(fields[14]) ?? 0)
        let children = (try? String(contentsOfFile: "/proc/\(pid)/task/\(pid)/children", encoding: .utf8)) ?? ""
        return children.split(separator: " ").compactMap { Int($0) }.reduce((user + system + ended) / ticks) { $0 + processorTime($1) }
    }
}

private final class Counter: Sendable {
    private let state: Mutex<Int>
    var value: Int { state.withLock { $0 } }

    init(_ value: Int) { state = Mutex(value) }

    func decrease() { state.withLock { $0 -= 1 } }
}
