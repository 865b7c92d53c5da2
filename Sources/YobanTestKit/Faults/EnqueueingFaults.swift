import YobanCore

extension Fault {
    static let enqueueing: [Fault] = [
        Fault("writes a list from its end", caughtBy: "enqueue-order") { broken, inner in
            broken.onEnqueue = { Array(try await inner.enqueue($0.reversed(), now: $1).reversed()) }
        },
        Fault("forgets parameters", caughtBy: "enqueue-whole") { broken, inner in
            broken.onEnqueue = { try await inner.enqueue(changed($0) { $0.parameters = [:] }, now: $1) }
        },
        Fault("keeps whole seconds of created_at only", caughtBy: "enqueue-whole", "list-since") { broken, inner in
            broken.onEnqueue = { jobs, now in
                try await inner.enqueue(jobs, now: Instant(milliseconds: (now.milliseconds + 999) / 1000 * 1000))
            }
        },
        Fault("writes a row for an empty list", caughtBy: "enqueue-nothing") { broken, inner in
            broken.onEnqueue = { try await inner.enqueue($0.isEmpty ? [.sample()] : $0, now: $1) }
        },
        Fault("cuts long names", caughtBy: "enqueue-odd-texts") { broken, inner in
            broken.onEnqueue = { try await inner.enqueue(changed($0) { $0.name = String($0.name.prefix(255)) }, now: $1) }
        },
        Fault("cuts names at NUL", caughtBy: "enqueue-odd-texts") { broken, inner in
            broken.onEnqueue = {
                try await inner.enqueue(changed($0) { $0.name = String($0.name.prefix { $0 != "\0" }) }, now: $1)
            }
        },
        Fault(
            "knows no unique keys",
            caughtBy: "enqueue-unique", "enqueue-unique-batch", "enqueue-unique-race", "schedule-unique", "retry-unique"
        ) { broken, inner in
            broken.onEnqueue = { try await inner.enqueue(changed($0) { $0.uniqueKey = nil }, now: $1) }
            broken.onFire = { key, planned, last, job, now in
                try await inner.fire(key, planned: planned, after: last, job: changed([job]) { $0.uniqueKey = nil }[0], now: now)
            }
        },
        Fault("never frees a unique key", caughtBy: "enqueue-unique-freed") { broken, inner in
            broken.onEnqueue = { jobs, now in
                let same = try await inner.jobs(JobFilter()).first { $0.uniqueKey != nil && $0.uniqueKey == jobs.first?.uniqueKey }
                if let same { return [.existing(same.id)] }
                return try await inner.enqueue(jobs, now: now)
            }
        },
        Fault("starts jobs for later at once", caughtBy: "enqueue-later", "promote-early", "promote-due", "promote-many") { broken, inner in
            broken.onEnqueue = { try await inner.enqueue(changed($0) { $0.runAfter = nil }, now: $1) }
        },
        Fault("makes a job wait for what has passed", caughtBy: "enqueue-past") { broken, inner in
            broken.onEnqueue = { try await inner.enqueue($0, now: $1 - .seconds(3600)) }
        },
        Fault("takes only rows of its own", caughtBy: "enqueue-foreign") { broken, inner in
            broken.onClaim = { tokens, queues, worker, host, now in
                let claims = try await inner.claim(tokens, queues: queues, by: worker, on: host, now: now)
                return claims.filter { $0.job.key != nil }
            }
        },
    ]

    static func changed(_ jobs: [NewJob], _ change: (inout NewJob) -> Void) -> [NewJob] {
        jobs.map { job in
            var job = job
            change(&job)
            return job
        }
    }
}
