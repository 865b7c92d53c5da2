import Foundation
import GRDB
import Synchronization
import Testing
import YobanCore
import YobanRows
import YobanTestKit

@testable import YobanSQLite

@Suite("Trouble with the file", .timeLimit(.minutes(10)))
struct ErrorTests {
    @Test("a folder that is missing, or a file on the way, is unreachable", arguments: ["/no/such/yoban.db", "/file/yoban.db"])
    func unreachable(_ below: String) async throws {
        let scratch = try Scratch()
        try Data().write(to: URL(filePath: scratch.folder + "/file"))
        try await fails(.unreachable, scratch.folder + below)
    }

    @Test("a folder, a text, and a pipe are not a store")
    func notAStore() async throws {
        let scratch = try Scratch()
        let text = scratch.folder + "/text"
        try Data("id,job_name,script_path,status\n".utf8).write(to: URL(filePath: text))
        let pipe = scratch.folder + "/pipe"
        #expect(mkfifo(pipe, 0o600) == 0)
        for path in [scratch.folder, text, pipe] { try await fails(.notAStore, path) }
        #expect(try String(contentsOfFile: text, encoding: .utf8) == "id,job_name,script_path,status\n")
    }

    @Test("a file that only looks like a database is not a store")
    func notADatabase() async throws {
        let scratch = try Scratch()
        var bytes = Data("SQLite format 3\0".utf8)
        bytes.append(Data(repeating: 0xAB, count: 4096))
        try bytes.write(to: URL(filePath: scratch.path))
        try await fails(.notAStore, scratch.path)
    }

    @Test("a damaged file is corrupt")
    func corrupt() async throws {
        let scratch = try Scratch()
        let store = try await scratch.open()
        _ = try await store.enqueue((0..<500).map { NewJob(key: nil, name: "job \($0)", scriptPath: "/s") }, now: .at(0))
        await store.close()
        let handle = try FileHandle(forUpdating: URL(filePath: scratch.path))
        let size = try handle.seekToEnd()
        // The first page holds the header and the schema: damage what is behind it.
        for page in stride(from: UInt64(4096), to: size, by: 4096) {
            try handle.seek(toOffset: page)
            try handle.write(contentsOf: Data(repeating: 0xAB, count: 512))
        }
        try handle.close()
        let error = await #expect(throws: StoreError.self) {
            let store = try await scratch.open()
            _ = try await store.enqueue([NewJob(key: nil, name: "new", scriptPath: "/s")], now: .at(0))
            _ = try await store.jobs(JobFilter())
        }
        #expect(error?.code == .corrupt, "\(String(describing: error))")
    }

    @Test("a lock that another program keeps is told with its holder")
    func busy() async throws {
        let scratch = try Scratch()
        await (try scratch.open()).close()
        let store = try await SQLiteStore.open(path: scratch.path, role: .client, patience: .milliseconds(200))
        let program = [
            "/usr/bin/python3", "-c",
            "import sqlite3,sys; c=sqlite3.connect(sys.argv[1], isolation_level=None); c.execute('BEGIN IMMEDIATE'); print('locked', flush=True); sys.stdin.read()",
            scratch.path,
        ]
        let holder = try Child(program, hasInput: true, output: .taken)
        #expect(await Blocking.run { holder.line() } == "locked\n")
        let error = await #expect(throws: StoreError.self) {
            try await store.enqueue([NewJob(key: nil, name: "new", scriptPath: "/s")], now: .at(0))
        }
        #expect(error?.code == .busy && error?.isTransient == true)
        #expect(error?.why?.en.contains("pid \(holder.pid) (python3") == true, "\(error?.why?.en ?? "")")
        // Reading goes on beside a writer.
        #expect(try await store.jobs(JobFilter()).isEmpty)
        holder.closeInput()
        await Blocking.run { _ = holder.wait() }
        _ = try await store.enqueue([NewJob(key: nil, name: "new", scriptPath: "/s")], now: .at(0))
    }

    @Test("a task that is cancelled while it waits for a lock is told soon, and has changed nothing")
    func interrupted() async throws {
        let scratch = try Scratch()
        let store = try await scratch.open()
        let others = try scratch.foreign()
        let ended = Mutex(false)
        let (locked, lockedNow) = AsyncStream.makeStream(of: Void.self)
        // A task, because only a task can be cancelled.
        let waiting = Task {
            for await _ in locked { break }
            defer { ended.withLock { $0 = true } }
            _ = try await store.enqueue([NewJob(key: nil, name: "new", scriptPath: "/s")], now: .at(0))
        }
        let endedWhileLocked = try await others.writeWithoutTransaction { database in
            var endedWhileLocked = false
            try database.inTransaction(.immediate) {
                lockedNow.yield()
                // That it waits already can't be seen from outside; if it does not yet, the test is only weaker.
                usleep(50_000)
                waiting.cancel()
                // Between two looks at the fact.
                for _ in 0..<500 where !ended.withLock({ $0 }) { usleep(10_000) }
                endedWhileLocked = ended.withLock { $0 }
                return .rollback
            }
            return endedWhileLocked
        }
        #expect(endedWhileLocked)
        let error = await #expect(throws: StoreError.self) { try await waiting.value }
        #expect(error?.code == .interrupted)
        #expect(try await store.unfinishedCount() == 0)
        _ = try await store.enqueue([NewJob(key: nil, name: "next", scriptPath: "/s")], now: .at(0))
    }

    @Test("a file that may not be written is read-only, one that may not be read is unreachable")
    func permissions() async throws {
        // Root may do all; as any other user chmod is enough. The engine's own answer stands for both.
        let readOnly = StoreError(DatabaseError(resultCode: .SQLITE_READONLY), doing: .enqueue, path: "/srv/yoban.db")
        #expect(readOnly.code == .readOnly)
        try await fails(.unreachable, "/proc/yoban.db")
        guard getuid() != 0 else { return }
        let scratch = try Scratch()
        await (try scratch.open()).close()
        chmod(scratch.path, 0o400)
        try await fails(.readOnly, scratch.path)
        chmod(scratch.path, 0o000)
        try await fails(.unreachable, scratch.path)
    }

    @Test(
        "the engine's codes are told by ours",
        arguments: [
            (.SQLITE_BUSY_SNAPSHOT, .busy), (.SQLITE_LOCKED, .busy), (.SQLITE_CANTOPEN, .unreachable), (.SQLITE_NOTADB, .notAStore),
            (.SQLITE_CORRUPT_VTAB, .corrupt), (.SQLITE_IOERR_CORRUPTFS, .corrupt), (.SQLITE_READONLY_DIRECTORY, .readOnly),
            (.SQLITE_FULL, .full),
            (.SQLITE_CONSTRAINT_CHECK, .refused), (.SQLITE_TOOBIG, .refused), (.SQLITE_INTERRUPT, .interrupted),
            (.SQLITE_IOERR_FSYNC, .unreachable), (.SQLITE_MISUSE, .unexpected), (.SQLITE_ERROR, .unexpected),
        ] as [(ResultCode, StoreError.Code)])
    func codes(_ engine: ResultCode, _ ours: StoreError.Code) {
        let error = StoreError(DatabaseError(resultCode: engine, message: "m"), doing: .claim, path: "/srv/yoban.db")
        #expect(error.code == ours && error.cause.hasSuffix("m"))
        #expect(error.why.map { $0.ja != $0.en && !$0.ja.isEmpty && !$0.en.isEmpty } == true)
    }

    private func fails(_ code: StoreError.Code, _ path: String) async throws {
        for role in [SQLiteStore.Role.daemon, .client] {
            let error = await #expect(throws: StoreError.self) { try await SQLiteStore.open(path: path, role: role) }
            #expect(error?.code == code, "\(path): \(String(describing: error))")
        }
    }
}
