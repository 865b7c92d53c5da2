import YobanCore

extension Fault {
    static let queues: [Fault] = [
        Fault("empties one queue after the other", caughtBy: "queues-order") { broken, inner in
            broken.onClaim = { tokens, queues, worker, host, now in
                var claims: [Claim] = []
                for queue in queues {
                    claims += try await inner.claim(Array(tokens.dropFirst(claims.count)), queues: [queue], by: worker, on: host, now: now)
                }
                return claims
            }
        },
        Fault("takes from the first queue only", caughtBy: "queues-order", "queues-many") { broken, inner in
            broken.onClaim = { try await inner.claim($0, queues: Array($1.prefix(1)), by: $2, on: $3, now: $4) }
        },
        Fault("finds each job twice in a queue that is named twice", caughtBy: "queues-named") { broken, inner in
            broken.onClaim = { tokens, queues, worker, host, now in
                let fresh = tokens.count * Set(queues).count / max(1, queues.count)
                return try await inner.claim(Array(tokens.prefix(fresh)), queues: queues, by: worker, on: host, now: now)
            }
        },
        Fault("drops the label of a queue", caughtBy: "queues-label") { broken, inner in
            broken.onEnqueue = { jobs, now in
                try await inner.enqueue(changed(jobs) { $0.queue = String($0.queue.prefix { $0 != "@" }) }, now: now)
            }
        },
    ]
}
