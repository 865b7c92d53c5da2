import YobanCore
import YobanExecution

/// The environment of one attempt, built from zero.
struct JobEnvironment: Sendable {
    let claim: Claim
    let definition: JobDefinition
    /// Checked and completed.
    let parameters: [String: String]
    let user: RunUser
    let settings: Settings
    /// The worker's own.
    let worker: [String: String]
    /// When the time-out strikes; nil: never.
    let deadline: Instant?

    /// In the order: base, the definition's own, Yoban's. Later ones win; Yoban's can't be overridden.
    func variables(scratch: String) -> [(name: String, value: String)] {
        var all = definition.inheritsEnvironment ? worker : base
        // Where the worker is itself the work of a job, that one's token is not this one's.
        for name in [Self.api, Self.token] { all[name] = nil }
        all.merge(definition.environment) { $1 }
        all.merge(ours(scratch: scratch)) { $1 }
        for parameter in definition.parameters { all[parameter.environmentName] = parameters[parameter.name] }
        return all.sorted { $0.key < $1.key }.map { ($0.key, $0.value) }
    }

    /// What opens the HTTP interface to this attempt from other hosts, and where that is.
    private static let (api, token) = ("BATCH_JOB_API", "BATCH_JOB_TOKEN")

    private var base: [String: String] {
        var base = [
            "PATH": JobDefinition.defaultPath, "HOME": user.home, "USER": user.name, "LOGNAME": user.name, "SHELL": user.shell,
            "LANG": worker["LANG"] ?? "C.UTF-8",
        ]
        if let zone = settings.timeZone ?? worker["TZ"] { base["TZ"] = zone }
        return base
    }

    private func ours(scratch: String) -> [String: String] {
        let job = claim.job
        var ours = [
            "BATCH_JOB_ID": "\(job.id)", "BATCH_JOB_ATTEMPT": "\(job.attemptNumber)", "BATCH_ATTEMPT_ID": claim.attempt.value,
            "BATCH_FENCING_TOKEN": claim.token.value, "BATCH_JOB_DIR": scratch, "BATCH_JOB_PROGRESS": scratch + "/progress",
            "PYTHONUNBUFFERED": "1", "PGAPPNAME": "yoban job=\(job.id) attempt=\(job.attemptNumber)",
        ]
        // Without a row (`yoban run`) there is nothing to report to.
        if let url = settings.server.url, job.id.value > 0 {
            ours[Self.api] = url.text
            ours[Self.token] = JobToken(claim).text
        }
        ours["BATCH_JOB_KEY"] = definition.key == .bareScript ? nil : definition.key.value
        ours["TRACEPARENT"] = job.trace?.text
        ours["BATCH_JOB_DEADLINE"] = deadline?.utcText
        ours["BATCH_JOB_SCHEDULED_AT"] = job.uniqueKey.flatMap(PlannedKey.init).map(\.planned.utcText)
        return ours
    }
}
