package import YobanCore
import YobanExecution
import YobanRunFormat

/// Runs the command of a notice, as a job is run: under the shim, as the catalogue's owner, in a clean environment, and with an end that
/// nothing of it survives.
package actor CommandSender {
    /// Its own: a worker holds the state directory for itself.
    private let stateDirectory: String
    private let timeout: Duration
    /// `LANG` and `TZ` of the process.
    private let environment: [String: String]
    private var host: RunHost?

    private static let keptVariables = ["LANG", "TZ"]
    /// What its output may say of a failure, in bytes.
    private static let tail = 1000

    package init(stateDirectory: String, environment: [String: String], timeout: Duration = .seconds(30)) {
        self.stateDirectory = stateDirectory
        self.environment = environment
        self.timeout = timeout
    }

    /// Exit code 0 is success; anything else is tried again.
    package func send(_ notice: Notice, by rule: NoticeRule, _ catalogue: Catalogue) async throws(SendFailure) {
        guard let program = rule.program(in: catalogue) else { throw SendFailure("the channel is no command") }
        let host = try await openHost()
        let request: RunRequest
        let run: Run
        do throws(RunError) {
            request = try self.request(for: notice, program, catalogue)
            run = try await host.start(request)
        } catch {
            throw SendFailure("the command can't be started: \(error)")
        }
        let end: RunEnd
        do throws(CancellationError) {
            end = try await run.ended()
        } catch {
            await run.stop(grace: .zero)
            throw SendFailure("the process ended")
        }
        let said = output(of: run)
        await host.acknowledge(run.id)
        _ = await host.prune(reportedBefore: .max)
        guard case .ended(let result) = end else { throw SendFailure("the shim of the command was lost") }
        if let words = words(result) { throw SendFailure(said.isEmpty ? words : "\(words): \(said)") }
    }

    /// Lets go of the state directory.
    package func close() async {
        await host?.close()
        host = nil
    }

    /// The directory is made when the first command is to be run. What a process before this one left there is ended and removed.
    private func openHost() async throws(SendFailure) -> RunHost {
        if let host { return host }
        do throws(RunError) {
            let new = try RunHost(stateDirectory: stateDirectory, shim: RunHost.installedShim(), cgroupParent: RunHost.cgroupParent())
            host = new
            for found in await new.found() {
                if case .running(let run) = found.state { await run.stop(grace: .zero) } else { await new.acknowledge(found.id) }
            }
            _ = await new.prune(reportedBefore: .max)
            return new
        } catch {
            throw SendFailure("the command can't be started: \(error)")
        }
    }

    private func request(for notice: Notice, _ program: JobDefinition, _ catalogue: Catalogue) throws(RunError) -> RunRequest {
        let current = try RunUser.current
        let isRoot = current.identity.uid == 0
        let user = isRoot ? try RunUser.numbered(catalogue.ownerUID) : current
        var variables = [
            "PATH": JobDefinition.defaultPath, "HOME": user.home, "USER": user.name, "LOGNAME": user.name, "SHELL": user.shell,
            "LANG": "C.UTF-8",
        ]
        for name in Self.keptVariables { if let value = environment[name] { variables[name] = value } }
        variables["YOBAN_EVENT"] = notice.new.kind.rawValue
        variables["YOBAN_DELIVERY"] = notice.new.delivery
        variables["JOB_KEY"] = notice.new.key?.value
        variables["BATCH_JOB_ID"] = notice.new.subject.job.map(\.description)
        let id = "notice-\(notice.id)-\(notice.tries)-\(String(UInt32.random(in: 0 ... .max), radix: 16))"
        var request = RunRequest(
            id: id, argv: program.invocation(), environment: variables.sorted { $0.key < $1.key }.map { ($0.key, $0.value) },
            workingDirectory: catalogue.folder)
        request.user = user
        request.input = Array(notice.new.body.utf8)
        request.timeout = timeout
        request.grace = .seconds(1)
        request.outputHalf = 8192
        return request
    }

    /// Nil: all went well.
    private func words(_ result: RunResult) -> String? {
        switch result.cause {
        case .exit where result.exitCode == 0: nil
        case .exit: "exit code \(result.exitCode ?? -1)"
        case .signal: "ended by signal \(result.signal ?? 0)"
        case .timeout: "ended after \(Units.spelled(timeout))"
        case .couldNotStart: "could not be started: \(result.failure.map { "\($0.kind.rawValue) \($0.path)" } ?? "")"
        case .stopped, .leaseLost: "stopped"
        }
    }

    private func output(of run: Run) -> String {
        guard var reader = try? LogReader(directory: run.directory) else { return "" }
        let total = reader.total()
        let chunk = reader.read(from: max(0, total - Int64(Self.tail)), limit: Self.tail)
        return String(decoding: chunk.bytes, as: UTF8.self).split(whereSeparator: \.isNewline).joined(separator: " / ").onOneLine
    }
}
