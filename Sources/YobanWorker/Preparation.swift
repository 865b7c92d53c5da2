import Glibc
import YobanCore
import YobanExecution

/// Turns a row into what is run, or says why it may not run. Definitions decide what runs: a row is untrusted input.
struct Preparation: Sendable {
    let catalogue: Catalogue
    let settings: Settings
    /// The worker's own environment, for definitions that inherit it and for `LANG` and `TZ`.
    let environment: [String: String]
    let host: RunHost
    let users: KnownUsers

    /// Why a job can't be started: settles the attempt without a process.
    struct Refusal: Error {
        let reason: Reason
        let text: Text
    }

    /// Everything that `RunHost.start` needs for one claim, as of `now`.
    func request(for claim: Claim, now: Instant) throws(Refusal) -> RunRequest {
        let job = claim.job
        let definition = try definition(for: job)
        let user = try runUser(for: definition)
        let timeout = timeout(of: job, definition)
        let parameters = try parameters(of: job, definition)
        let argv = definition.invocation(parameters: parameters)
        try requireScript(definition)
        let variables = JobEnvironment(
            claim: claim, definition: definition, parameters: parameters, user: user, settings: settings, worker: environment,
            deadline: timeout.map { now + $0 }
        ).variables(scratch: host.scratchDirectory(for: claim.attempt.value))
        var request = RunRequest(
            id: claim.attempt.value, argv: argv, environment: variables, workingDirectory: definition.workingDirectory)
        request.user = user
        request.timeout = timeout
        request.grace = definition.grace ?? settings.worker.grace
        request.leavesBackground = definition.leavesBackground
        request.outputHalf = settings.worker.outputHalf
        return request
    }

    private func parameters(of job: Job, _ definition: JobDefinition) throws(Refusal) -> [String: String] {
        guard !job.hasUnreadableParameters else {
            throw Refusal(
                reason: .denied,
                text: Text(ja: "行の parameters を読めません（JSON オブジェクトではありません）", en: "the row's parameters can't be read (not a JSON object)"))
        }
        do throws(ParameterError) {
            return try definition.checked(parameters: job.parameters)
        } catch {
            throw Refusal(reason: .denied, text: error.text)
        }
    }

    /// Nil: none.
    private func timeout(of job: Job, _ definition: JobDefinition) -> Duration? {
        let timeout = job.timeoutSeconds.map { Duration.seconds($0) } ?? definition.timeout ?? settings.worker.timeout
        return timeout > .zero ? timeout : nil
    }

    /// A missing script is told apart from one that can't be started: an interpreter would turn it into an exit code.
    private func requireScript(_ definition: JobDefinition) throws(Refusal) {
        let script = definition.scriptPath
        guard script.contains("/"), access(script, F_OK) != 0, errno == ENOENT || errno == ENOTDIR else { return }
        throw Refusal(
            reason: .scriptMissing,
            text: Text(
                ja: "スクリプトがありません: \(script)（\(definition.location)）。確認: yoban check",
                en: "the script is not there: \(script) (\(definition.location)). See: yoban check"))
    }
}
