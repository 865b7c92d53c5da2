internal import YobanCore

/// Every key that the catalogue has, in the order in which people are told of them, and limits that several keys share.
enum Keys {
    static let catalogue = [
        "store", "state", "language", "time_zone", "keep", "allowed_script_roots", "worker", "server", "notify", "jobs_from",
        "jobs",
    ]
    /// A file that `jobs_from` names has jobs only.
    static let splitFile = ["jobs"]
    static let worker = [
        "slots", "queues", "labels", "poll", "stop_check", "heartbeat", "lease", "timeout", "grace", "log", "output", "log_in_store",
    ]
    static let server = ["listen", "url", "tls", "names", "requests_per_minute"]
    static let tls = ["certificate", "key"]
    static let log = ["file", "max_size", "keep", "output"]
    static let job = [
        "name", "command", "cwd", "user", "environment", "inherit_environment", "queue", "runs_on", "concurrency", "priority", "timeout",
        "grace", "retries", "schedule", "missed_after", "too_long", "notify", "background", "parameters",
    ]
    static let notify = ["name", "on", "webhook", "command"]
    static let webhook = ["url", "secret_file", "secret_env", "allow_private", "ca"]
    static let concurrency = ["key", "limit"]
    static let retries = ["max", "backoff", "longest"]
    static let parameter = ["type", "matches", "values", "min", "max", "required", "default"]

    static let timeouts: ClosedRange<Duration> = .seconds(1) ... .days(366)
    static let graces: ClosedRange<Duration> = .zero ... .seconds(3600)
}

extension WorkerSettings {
    static let slotRange = 1...256
    /// So many heartbeats may be lost before the lease is.
    static let heartbeatsInLease = 3
}
