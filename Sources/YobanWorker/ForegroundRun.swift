package import YobanCore
package import YobanExecution
package import YobanRunFormat

/// A definition run here and now, as the worker would run it, without queue and store.
package struct ForegroundRun: Sendable {
    private let preparation: Preparation
    private let claim: Claim
    private let now: Instant

    /// Why it can't be started.
    package struct Refused: Error, Sendable {
        package let text: Text
    }

    /// `BATCH_JOB_ID` is 0: there is no row that the script could change.
    package init(
        _ definition: JobDefinition, parameters: [String: String], catalogue: Catalogue, settings: Settings, environment: [String: String],
        host: RunHost, now: Instant
    ) {
        var job = Job(
            id: JobID(0), key: definition.key, name: definition.name, scriptPath: definition.scriptPath, status: .running, createdAt: now)
        job.parameters = parameters
        job.attemptNumber = 1
        self.now = now
        var generator = SystemRandomNumberGenerator()
        claim = Claim(job: job, token: .random(using: &generator))
        preparation = Preparation(catalogue: catalogue, settings: settings, environment: environment, host: host, users: KnownUsers())
    }

    /// What the shim is to run.
    package func request() throws(Refused) -> RunRequest {
        do throws(Preparation.Refusal) { return try preparation.request(for: claim, now: now) } catch { throw Refused(text: error.text) }
    }
}

extension RunResult {
    /// Why a run ended as it did, in words; empty when all went well.
    package var words: Text { AttemptOutcome.message(self) }
}
