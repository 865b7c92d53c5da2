/// Where a job may run, and beside which others.
package struct Placement: Sendable, Equatable {
    /// Workers take jobs of the queues that they were given. A job for hosts with a label stands in the queue `QUEUE@LABEL`: see ``queue(_:label:)``.
    package var queue: String
    package var concurrency: ConcurrencyKey?

    package init(queue: String = Job.defaultQueue, concurrency: ConcurrencyKey? = nil) {
        self.queue = queue
        self.concurrency = concurrency
    }

    /// The name under which jobs of a queue stand that only hosts with a label may run; without a label the queue's own.
    package static func queue(_ queue: String, label: String?) -> String { label.map { "\(queue)@\($0)" } ?? queue }

    /// The queue whose label a name such as `QUEUE@LABEL` carries; a name without a label itself.
    package static func withoutLabel(_ queue: String) -> String { String(queue.prefix { $0 != "@" }) }

    /// What a worker takes from: its queues, and those of its labels, each once. A host's name is a label of its workers:
    /// see ``label(ofHost:)``.
    package static func queues(_ queues: [String], labels: [String]) -> [String] {
        var seen: Set<String> = []
        return queues.flatMap { name in [name] + labels.map { queue(name, label: $0) } }.filter { seen.insert($0).inserted }
    }

    /// The label that a host has by its name: in small letters, since names of hosts don't tell them apart, and with `-` for what a
    /// label may not hold.
    package static func label(ofHost name: String) -> String {
        String(
            decoding: name.utf8.map { byte -> UInt8 in
                switch byte {
                case 0x41...0x5A: byte + 0x20
                case 0x30...0x39, 0x61...0x7A, 0x2D, 0x2E, 0x5F: byte
                default: 0x2D
                }
            }, as: UTF8.self)
    }

    /// The longest name of a queue with its label, in bytes: what the table's column holds.
    package static let longestQueue = 100
}

/// A name that jobs share so that only so many of them run at once, on all hosts together.
package struct ConcurrencyKey: Sendable, Hashable {
    /// 1 to 100 letters, digits, `-`, `_`, `.`, as a ``JobKey``; rows of other programs may hold any text.
    package var name: String
    /// How many may run at once; at least 1. Each job goes by its own.
    package var limit: Int

    package init(name: String, limit: Int = 1) {
        self.name = name
        self.limit = max(1, limit)
    }
}
