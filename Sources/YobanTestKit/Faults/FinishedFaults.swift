import YobanCore

extension Fault {
    static let finished: [Fault] = [
        Fault("tells the newest end first", caughtBy: "finished-order", "finished-since") { broken, inner in
            broken.onFinished = { try await inner.finished(since: $0, after: $1, limit: $2).reversed() }
        },
        Fault("begins behind the instant", caughtBy: "finished-order", "finished-since") { broken, inner in
            broken.onFinished = { try await inner.finished(since: $0, after: JobID(.max), limit: $2) }
        },
        Fault("forgets which job was told last", caughtBy: "finished-order", "finished-since", "finished-without-end") { broken, inner in
            broken.onFinished = { since, _, limit in try await inner.finished(since: since, after: nil, limit: limit) }
        },
        Fault("leaves out what ended without a time", caughtBy: "finished-without-end") { broken, inner in
            broken.onFinished = { since, after, limit in
                try await inner.finished(since: since, after: after, limit: limit).filter { $0.completedAt != nil }
            }
        },
        Fault("tells what once finished", caughtBy: "finished-again") { broken, inner in
            broken.onFinished = { since, after, limit in
                let all = try await inner.jobs(JobFilter()).filter { $0.status.isFinished || $0.attemptNumber > 0 }
                return Array(all.prefix(limit))
            }
        },
    ]
}
