import Foundation
import Glibc
import Synchronization
import Testing
import YobanCore
import YobanExecution
import YobanSQLite
import YobanTestKit
import YobanWorker

/// What one test needs: a folder with scripts, a catalogue, a state directory. Gone at its end, with every process that was started.
final class Place: Sendable {
    let folder: String
    let settings: Settings
    private let definitions = Mutex<[JobDefinition]>([])
    private let heard = Mutex<[WorkerEvent]>([])
    private let started = Mutex<[WorkerProcess]>([])

    init() throws {
        var template = Array("/tmp/yoban-worker-XXXXXX".utf8CString)
        folder = String(cString: try #require(mkdtemp(&template)))
        chmod(folder, 0o755)
        var settings = Settings(store: "sqlite:\(folder)/yoban.db", state: folder + "/state")
        settings.language = .japanese
        settings.worker.poll = .milliseconds(100)
        settings.worker.stopCheck = .milliseconds(100)
        settings.worker.grace = .milliseconds(500)
        settings.worker.timeout = .seconds(50)
        settings.worker.logFile = folder + "/logs/batch_job_worker.log"
        self.settings = settings
    }

    var catalogue: Catalogue { Catalogue(file: folder + "/yoban.yaml", ownerUID: geteuid(), definitions: definitions.withLock { $0 }) }
    /// What the workers said, oldest first.
    var events: [WorkerEvent] { heard.withLock { $0 } }

    /// Writes a script for `sh` that begins in the place's folder.
    @discardableResult
    func script(_ name: String, _ body: String) throws -> String {
        let path = "\(folder)/\(name)"
        try Data("#!/bin/sh\n\(body)\n".utf8).write(to: URL(filePath: path + ".text"))
        chmod(path + ".text", 0o755)
        // Another process writes what is to be executed: a child that is just being started from here would hold it open (ETXTBSY).
        try copy(path + ".text", path)
        return path
    }

    private func copy(_ source: String, _ target: String) throws {
        let arguments: [UnsafeMutablePointer<CChar>?] = (["cp", source, target] as [String]).map { strdup($0) } + [nil]
        defer { for argument in arguments { free(argument) } }
        var pid: pid_t = 0
        try #require(posix_spawn(&pid, "/bin/cp", nil, nil, arguments, [nil]) == 0)
        var status: Int32 = 0
        while waitpid(pid, &status, 0) < 0, errno == EINTR {}
        try #require(status == 0)
    }

    /// Puts a script into the catalogue.
    @discardableResult
    func define(_ key: String, _ body: String, _ change: (inout JobDefinition) -> Void = { _ in }) throws -> JobDefinition {
        try define(key, command: [script(key + ".sh", body)], change)
    }

    @discardableResult
    func define(_ key: String, command: [String], _ change: (inout JobDefinition) -> Void = { _ in }) throws -> JobDefinition {
        var definition = JobDefinition(
            key: try #require(JobKey(key)), name: key, command: command, workingDirectory: folder,
            location: Location(file: folder + "/yoban.yaml"))
        definition.environment["YOBAN_TEST"] = folder
        change(&definition)
        let made = definition
        definitions.withLock { definitions in
            definitions.removeAll { $0.key == made.key }
            definitions.append(made)
        }
        return made
    }

    func sqlite() async throws -> any JobStore { try await SQLiteStore.open(path: settings.storePath, role: .daemon) }

    /// A worker at work; on the same state directory as the one before unless told otherwise.
    @discardableResult
    func start(
        _ store: any JobStore, state: String? = nil, host name: String = "here", untilIdle: Bool = false, isShared: Bool = false,
        hasNews: Bool = false,
        _ change: (inout Settings) -> Void = { _ in }
    ) throws -> WorkerProcess {
        var settings = settings
        settings.state = state ?? settings.state
        change(&settings)
        let host = try RunHost(stateDirectory: settings.state, shim: RunHost.installedShim(), cgroupParent: nil)
        var configuration = Worker.Configuration(
            id: try WorkerID.kept(in: settings.state, host: name), hostName: name, bootID: host.bootID, version: "test",
            settings: settings,
            environment: [
                "PATH": "/usr/bin:/bin", "LANG": "ja_JP.UTF-8", "SECRET": "of the worker", "BATCH_JOB_TOKEN": "yj_7_1_x",
                "YOBAN_TEST": folder,
            ])
        configuration.untilIdle = untilIdle
        configuration.isShared = isShared
        configuration.hasNews = hasNews
        let worker = Worker(
            configuration, store: store, host: host, catalogue: { self.catalogue }, now: wallClock, notify: { self.hear($0) })
        let process = WorkerProcess(worker: worker, host: host, id: configuration.id)
        started.withLock { $0.append(process) }
        return process
    }

    private func hear(_ event: WorkerEvent) { heard.withLock { $0.append(event) } }

    // MARK: What scripts did

    func text(_ name: String) -> String { (try? String(contentsOfFile: "\(folder)/\(name)", encoding: .utf8)) ?? "" }
    func lines(_ name: String) -> [String] { text(name).split(separator: "\n").map(String.init) }

    /// Lets the scripts that wait for this file go on.
    func touch(_ name: String) { close(open("\(folder)/\(name)", O_WRONLY | O_CREAT, 0o644)) }

    /// Processes of this test, found by their environment.
    var processes: [Int32] {
        let mark = Array("YOBAN_TEST=\(folder)".utf8)
        let all = (try? FileManager.default.contentsOfDirectory(atPath: "/proc"))?.compactMap { Int32($0) } ?? []
        return all.filter { pid in
            // The worker under test is this very process.
            guard pid != getpid(), let environment = FileManager.default.contents(atPath: "/proc/\(pid)/environ") else { return false }
            return environment.split(separator: 0).contains { $0.elementsEqual(mark) }
        }
    }

    /// `hasFailed`: a worker may then be waiting for what will not come.
    func finish(hasFailed: Bool = false) async {
        for process in started.withLock({ $0 }) {
            if hasFailed { process.task.cancel() }
            await process.stop(stoppingJobs: true)
        }
        let left = processes
        #expect(left.isEmpty, "processes left")
        // What a script was given to wait for, and then by force.
        touch("go")
        for pid in left { kill(pid, SIGKILL) }
        TreeRemoval.remove(folder)
    }
}

/// A worker that works in a task, until it is stopped.
final class WorkerProcess: Sendable {
    let worker: Worker
    let host: RunHost
    let id: WorkerID
    let task: Task<Void, any Error>

    init(worker: Worker, host: RunHost, id: WorkerID) {
        self.worker = worker
        self.host = host
        self.id = id
        // Ended by `stop`.
        task = Task { try await worker.run() }
    }

    func stop(stoppingJobs: Bool = false) async {
        worker.stop(stoppingJobs: stoppingJobs)
        _ = await task.result
        await host.close()
    }
}

/// A test's body between the making of a place and its end.
func withPlace(_ body: (Place) async throws -> Void) async throws {
    let place = try Place()
    do {
        try await body(place)
    } catch {
        await place.finish(hasFailed: true)
        throw error
    }
    await place.finish()
}

/// Waits until something is so; the time limit of the suite is the only end.
func until(_ isSo: () async throws -> Bool) async throws {
    // Between two looks at the fact.
    while try await !isSo() { try await Task.sleep(for: .milliseconds(5)) }
}

let wallClock: Now = { Instant(milliseconds: Int64(Date().timeIntervalSince1970 * 1000)) }

extension Settings {
    var storePath: String { String(store.dropFirst("sqlite:".count)) }
}

extension JobStore {
    /// Queues one job of a definition.
    @discardableResult
    func add(_ definition: JobDefinition, _ change: (inout NewJob) -> Void = { _ in }) async throws -> JobID {
        var job = NewJob(definition, parameters: [:])
        change(&job)
        return try await enqueue([job], now: wallClock())[0].id
    }

    /// The job when it has ended for good.
    func finished(_ id: JobID) async throws -> Job {
        try await until { try await job(id)?.status.isFinished ?? false }
        return try #require(try await job(id))
    }

    func status(_ id: JobID) async throws -> JobStatus? { try await job(id)?.status }
}
