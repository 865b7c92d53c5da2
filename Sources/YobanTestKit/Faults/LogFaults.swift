import Synchronization
import YobanCore

extension Fault {
    static let logs: [Fault] = [
        Fault("gives pieces in the order in which they came", caughtBy: "log-order") { broken, inner in
            broken.onLog = { job, attempt, offset, limit in
                inner.state.withLock { $0.logs[job]?.filter { $0.attempt == attempt && $0.end > offset } ?? [] }
            }
        },
        Fault("knows no attempts in a log", caughtBy: "log-order") { broken, inner in
            broken.onLog = { job, _, offset, limit in try await inner.log(of: job, attempt: 1, from: offset, limit: limit) }
        },
        Fault("writes a piece over the one that is there", caughtBy: "log-again") { broken, inner in
            broken.onKeepLog = { pieces in
                for piece in pieces {
                    try await inner.dropLog(of: piece.job, attempt: piece.attempt, inside: piece.offset..<piece.end)
                    try await inner.keepLog([piece])
                }
            }
        },
        Fault("leaves out the whole list when one piece is there", caughtBy: "log-again") { broken, inner in
            broken.onKeepLog = { pieces in
                for piece in pieces {
                    let known = try await inner.log(of: piece.job, attempt: piece.attempt, from: 0, limit: .max)
                    if known.contains(where: { $0.offset == piece.offset }) { return }
                }
                try await inner.keepLog(pieces)
            }
        },
        Fault("keeps pieces of jobs that are gone", caughtBy: "log-gone", "log-prune") { broken, inner in
            broken.onKeepLog = { pieces in
                inner.state.withLock { state in for piece in pieces { state.logs[piece.job, default: []].append(piece) } }
            }
        },
        Fault("leaves out the whole list when one job is gone", caughtBy: "log-gone") { broken, inner in
            broken.onKeepLog = { pieces in
                for piece in pieces { guard try await inner.job(piece.job) != nil else { return } }
                try await inner.keepLog(pieces)
            }
        },
        Fault("keeps bytes as text", caughtBy: "log-bytes") { broken, inner in
            broken.onKeepLog = { pieces in
                try await inner.keepLog(
                    pieces.map {
                        var piece = $0
                        piece.bytes = Array(String(decoding: piece.bytes, as: UTF8.self).utf8)
                        return piece
                    })
            }
        },
        Fault("gives all pieces at once", caughtBy: "log-limit") { broken, inner in
            broken.onLog = { job, attempt, offset, _ in try await inner.log(of: job, attempt: attempt, from: offset, limit: .max) }
        },
        Fault("gives nothing when the first piece is over the limit", caughtBy: "log-limit") { broken, inner in
            broken.onLog = { job, attempt, offset, limit in
                try await inner.log(of: job, attempt: attempt, from: offset, limit: limit).filter { $0.bytes.count <= limit }
            }
        },
        Fault("begins with the piece after the offset", caughtBy: "log-from") { broken, inner in
            broken.onLog = { job, attempt, offset, limit in
                try await inner.log(of: job, attempt: attempt, from: offset, limit: limit).filter { $0.offset >= offset }
            }
        },
        Fault("removes pieces that only touch the range", caughtBy: "log-drop") { broken, inner in
            broken.onDropLog = { job, attempt, range in
                let touched = try await inner.log(of: job, attempt: attempt, from: range.lowerBound, limit: .max)
                for piece in touched where piece.offset < range.upperBound {
                    try await inner.dropLog(of: job, attempt: attempt, inside: piece.offset..<piece.end)
                }
            }
        },
        Fault("keeps the logs of jobs that it removes", caughtBy: "log-prune") { broken, inner in
            broken.onPrune = { before, limit in
                let logs = inner.state.withLock { $0.logs }
                let removed = try await inner.prune(finishedBefore: before, limit: limit)
                inner.state.withLock { $0.logs = logs }
                return removed
            }
        },
    ]
}
