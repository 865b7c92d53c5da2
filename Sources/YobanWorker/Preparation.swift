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

    /// Why a job can't be started: settles the attempt without a process.
    struct Refusal: Error {
        let reason: Reason
        let text: Text
    }

    /// Everything that `RunHost.start` needs for one claim.
    func request(for claim: Claim) throws(Refusal) -> RunRequest {
        let job = claim.job
        let definition = try definition(for: job)
        let user = try runUser(for: definition)
        let problems = definition.problems(with: job.parameters)
        guard problems.isEmpty else {
            throw Refusal(
                reason: .denied,
                text: Text(ja: problems.map(\.ja).joined(separator: " "), en: problems.map(\.en).joined(separator: "; ")))
        }
        let argv = definition.invocation(parameters: job.parameters)
        try requireScript(definition)
        var request = RunRequest(id: claim.attempt.value, argv: argv, workingDirectory: definition.workingDirectory)
        request.user = user
        request.environment = JobEnvironment(claim: claim, definition: definition, user: user, settings: settings, worker: environment)
            .variables(scratch: host.scratchDirectory(for: claim.attempt.value))
        request.timeout = timeout(of: job, definition)
        request.grace = definition.grace ?? settings.worker.grace
        request.leavesBackground = definition.leavesBackground
        request.outputHalf = settings.worker.outputHalf
        return request
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
