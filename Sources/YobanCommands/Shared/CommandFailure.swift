import YobanClient
import YobanConfig
import YobanCore
import YobanExecution
import YobanOperations

/// The exit codes of the command line. They are API: documented, and read by scripts.
enum ExitStatus: Int32, Sendable {
    case done = 0
    /// The command failed.
    case failed = 1
    /// Of `wait` and `--wait`: what became of the job.
    case jobFailed = 10
    case jobStopped = 11
    case jobTimedOut = 12
    case jobLost = 13
    case usage = 64
    case unreachable = 69
    case tryAgain = 75
    case notAllowed = 77
    case badConfiguration = 78
    /// The command's own `--timeout` ran out.
    case ownTimeout = 124
    case interrupted = 130
}

/// Why a command ends early: what happened, why and the next command, and the exit code.
struct CommandFailure: Error {
    let text: Text
    let status: ExitStatus

    init(_ text: Text, _ status: ExitStatus) {
        self.text = text
        self.status = status
    }

    init(_ error: OperationError) {
        let status: ExitStatus =
            switch error {
            case .unknownKey, .noSchedule, .parameters, .token, .labelledQueue, .longReason, .userName, .linkLifetime: .usage
            case .unknownJob, .notFinished, .definitionGone, .existing, .unreadableParameters, .unknownWorker, .severalWorkers,
                .unknownToken, .tokenNameTaken, .unknownQueue, .alreadyPaused, .notPaused, .unknownUser, .userNameTaken, .userDisabled,
                .lastAdmin, .unknownSession:
                .failed
            case .workerMovedOn: .tryAgain
            case .forbidden: .notAllowed
            case .store(let error): Self.status(error)
            }
        self.init(error.text, status)
    }

    init(_ error: RemoteError) {
        let status: ExitStatus =
            switch error.kind {
            case .usage: .usage
            case .refused, .strange: .failed
            case .notAllowed: .notAllowed
            case .tryAgain: .tryAgain
            case .unreachable: .unreachable
            }
        self.init(error.text, status)
    }

    init(_ error: StoreError) { self.init(error.text, Self.status(error)) }

    private static func status(_ error: StoreError) -> ExitStatus {
        switch error.code {
        case .busy, .full, .interrupted: .tryAgain
        case .unreachable, .corrupt, .unknownOutcome: .unreachable
        case .readOnly, .denied: .notAllowed
        case .notAStore, .schemaTooNew, .schemaTooOld: .badConfiguration
        case .refused, .unexpected: .failed
        }
    }
}

/// Ends the command with an exit code and nothing more to say.
struct QuietExit: Error {
    let status: ExitStatus
    init(_ status: ExitStatus) { self.status = status }
}

/// Ends the command with a script's own exit code.
struct ScriptExit: Error {
    let code: Int32
}
