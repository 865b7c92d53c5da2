import Foundation
import Glibc
import Testing
import YobanCore
import YobanWorker

@Suite("The worker's log")
struct LogTests {
    private func inFolder(_ body: (String) throws -> Void) throws {
        let folder = NSTemporaryDirectory() + "yoban-log-\(UUID().uuidString)"
        try FileManager.default.createDirectory(atPath: folder, withIntermediateDirectories: true)
        defer { try? FileManager.default.removeItem(atPath: folder) }
        try body(folder)
    }

    private func lines(_ path: String) throws -> [String] {
        try String(contentsOfFile: path, encoding: .utf8).split(separator: "\n", omittingEmptySubsequences: false).dropLast().map {
            String($0)
        }
    }

    @Test("A line has the seed's form, in the time zone of the process")
    func form() async {
        await #expect(processExitsWith: .success) {
            setenv("TZ", "Asia/Tokyo", 1)
            tzset()
            let line = SeedLogLine.format(
                Instant(milliseconds: 1_766_062_800_123), name: "batch_job_worker", level: .error, message: "ジョブID: 123\n\u{1B}[2J偽")
            #expect(line == "2025-12-18 22:00:00,123 - batch_job_worker - ERROR - ジョブID: 123\\n\\x1B[2J偽")
        }
    }

    @Test("A full file moves on, and the oldest goes")
    func rotation() throws {
        try inFolder { (folder: String) throws in
            let path = folder + "/worker.log"
            let log = RotatingLogFile(path: path, limit: 20, keep: 2)
            for number in 1...9 { log.write("line \(number)..") }  // nine bytes each: two to a file
            #expect(try lines(path) == ["line 9.."])
            #expect(try lines(path + ".1") == ["line 7..", "line 8.."])
            #expect(try lines(path + ".2") == ["line 5..", "line 6.."])
            #expect(try FileManager.default.contentsOfDirectory(atPath: folder).count == 3)
            log.write(String(repeating: "x", count: 100))
            #expect(try lines(path).map(\.count) == [100])
            #expect(log.lost == 0)
        }
    }

    @Test("A file that is there already is continued, and only owner and group may read a new one")
    func continued() throws {
        try inFolder { (folder: String) throws in
            let path = folder + "/worker.log"
            RotatingLogFile(path: path, limit: 1000, keep: 1).write("one")
            RotatingLogFile(path: path, limit: 1000, keep: 1).write("two")
            #expect(try lines(path) == ["one", "two"])
            let mode = try FileManager.default.attributesOfItem(atPath: path)[.posixPermissions] as? Int
            #expect((mode ?? -1) & 0o137 == 0)
        }
    }

    @Test("A file that was moved away or removed, with its folder too, is made anew")
    func reopened() throws {
        try inFolder { (folder: String) throws in
            let path = folder + "/logs/worker.log"
            let log = RotatingLogFile(path: path, limit: 1000, keep: 1)
            log.write("one")
            #expect(rename(path, path + ".moved") == 0)
            log.write("two")
            #expect(try lines(path) == ["two"])
            #expect(try lines(path + ".moved") == ["one"])
            #expect(rename(path, path + ".moved") == 0)
            #expect(FileManager.default.createFile(atPath: path, contents: nil))  // logrotate's create
            log.write("anew")
            #expect(try lines(path) == ["anew"])
            try FileManager.default.removeItem(atPath: folder + "/logs")
            log.write("three")
            #expect(try lines(path) == ["three"])
            #expect(truncate(path, 0) == 0)  // logrotate's copytruncate
            log.write("four")
            #expect(try lines(path) == ["four"])
        }
    }

    @Test("What can't be written is counted, and writing goes on when it can again")
    func lost() throws {
        try inFolder { (folder: String) throws in
            let path = folder + "/worker.log"
            try FileManager.default.createDirectory(atPath: path, withIntermediateDirectories: false)
            let log = RotatingLogFile(path: path, limit: 1000, keep: 1)
            log.write("one")
            log.write("two")
            #expect(log.lost == 2)
            #expect(rmdir(path) == 0)
            log.write("three")
            #expect(log.lost == 2)
            #expect(try lines(path) == ["three"])

            let full = RotatingLogFile(path: "/dev/full", limit: 1000, keep: 1)
            full.write("no room")
            #expect(full.lost == 1)
        }
    }

    @Test("Lines of many threads stay whole, through rotation", .timeLimit(.minutes(10)))
    func threads() throws {
        try inFolder { (folder: String) throws in
            let path = folder + "/worker.log"
            let log = RotatingLogFile(path: path, limit: 4000, keep: 200)
            DispatchQueue.concurrentPerform(iterations: 8) { thread in
                for number in 0..<500 { log.write("\(thread) \(number) 第六竹石ビル") }
            }
            let files = try FileManager.default.contentsOfDirectory(atPath: folder)
            let all = try files.flatMap { try lines(folder + "/" + $0) }
            let expected = (0..<8).flatMap { thread in (0..<500).map { "\(thread) \($0) 第六竹石ビル" } }
            #expect(Set(all) == Set(expected) && all.count == expected.count)
            #expect(log.lost == 0)
        }
    }
}
