/// One thing that a token or a person may do. The raw value is what the API, the table and the screen show.
package enum Scope: String, Sendable, CaseIterable, Hashable, Comparable {
    /// Jobs, attempts, definitions, queues, workers and figures.
    case jobsRead = "jobs:read"
    case jobsEnqueue = "jobs:enqueue"
    /// Stop, retry, rerun.
    case jobsControl = "jobs:control"
    /// What scripts wrote: it may hold what nobody else should see.
    case logsRead = "logs:read"
    /// Drain a worker, pause a queue, declare a worker dead.
    case workersControl = "workers:control"
    /// Users, tokens and the audit, and all of the above.
    case admin

    package static func < (a: Self, b: Self) -> Bool { a.rawValue < b.rawValue }
}

/// A name for what most people may do.
package enum Role: String, Sendable, CaseIterable {
    case viewer, `operator`, admin

    package var scopes: Set<Scope> {
        switch self {
        case .viewer: [.jobsRead, .logsRead]
        case .operator: [.jobsRead, .jobsEnqueue, .jobsControl, .logsRead, .workersControl]
        case .admin: Set(Scope.allCases)
        }
    }
}

extension Set<Scope> {
    /// As it is stored: their raw values in order, with spaces between.
    package var text: String { sorted().map(\.rawValue).joined(separator: " ") }

    /// Words that are no scope allow nothing.
    package init(text: String) { self.init(text.split(separator: " ").compactMap { Scope(rawValue: String($0)) }) }
}
