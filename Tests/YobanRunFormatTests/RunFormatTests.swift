import Testing
import YobanRunFormat

@Suite("The files of a run directory")
struct RunFormatTests {
    private var spec: RunSpec {
        var spec = RunSpec(
            id: "42-1-abc", directory: "/var/lib/yoban/runs/42-1-abc", bootID: "b", argv: ["python3", "", "a b", "改\n行"],
            environment: ["A=", "名=前=x"], workingDirectory: "/srv/夜番")
        spec.identity = RunIdentity(uid: 1000, gid: 100, groups: [4, 27])
        spec.limits = [RunLimit(.openFiles, 1024), RunLimit(.addressSpaceBytes, .max)]
        spec.timeout = 3_600_000
        spec.leaseGrace = 2000
        spec.leavesBackground = true
        spec.cgroup = "/sys/fs/cgroup/yoban/x"
        return spec
    }

    private var result: RunResult {
        var result = RunResult(cause: .timeout)
        result.signal = 9
        result.startedAt = 1_700_000_000_123
        result.survivors = [ProcessNote(pid: 12, name: "a b", command: "a b --x\ty")]
        result.left = [ProcessNote(pid: 13, name: "c", command: "")]
        result.failure = StartFailure(.interpreterMissing, errno: 2, path: "/bin/sh\r")
        result.endedBy = "cgroup"
        return result
    }

    @Test("what is written is read")
    func roundTrips() throws {
        #expect(try RunSpec(Fields(spec.fields.bytes, path: "spec")) == spec)
        var expected = result
        expected.survivors[0].command = "a b --x y"
        #expect(try RunResult(Fields(result.fields.bytes, path: "result")) == expected)
        let state = RunState(phase: .running, shimPID: 1, mainPID: 2, startedAt: 3)
        #expect(try RunState(Fields(state.fields.bytes, path: "state")) == state)
        let record = IndexRecord(offset: 1 << 61, stream: .standardError, isGap: true, at: -5)
        #expect(IndexRecord(words: record.words) == record)
    }

    @Test("the bytes of version 1 are pinned: programs of different ages share them")
    func pinned() {
        let bytes = RunState(phase: .running, shimPID: 11, mainPID: 12, startedAt: 13).fields.bytes
        let text = "version|1|phase|running|shim|11|main|12|started_ms|13|end||"
        #expect(String(decoding: bytes, as: UTF8.self) == text.replacing("|", with: "\0"))
        #expect(RunResult.Cause.allCases.map(\.rawValue) == ["exit", "signal", "timeout", "stopped", "could_not_start", "lease_lost"])
    }

    @Test("a file that was cut anywhere is refused, and what follows its end does not count")
    func cut() throws {
        let bytes = result.fields.bytes
        for count in bytes.indices {
            #expect(throws: FormatError.self) { try Fields(Array(bytes[..<count]), path: "result") }
        }
        #expect(try RunResult(Fields(bytes + Array("cause\0exit\0left".utf8), path: "result")).cause == .timeout)
    }

    @Test("another version is refused with both numbers")
    func version() {
        let bytes = Array("version\u{0}2\u{0}end\u{0}\u{0}".utf8)
        let error = #expect(throws: FormatError.unsupportedVersion(path: "spec", found: "2")) { try Fields(bytes, path: "spec") }
        #expect(error?.description == "spec has format version 2; this program understands 1")
    }

    @Test("a NUL in a value can't forge fields")
    func forged() throws {
        var fields = Fields()
        fields.put("cause", "exit\0cause\0stopped")
        #expect(try Fields(fields.bytes, path: "x").list("cause") == ["exit"])
    }

    @Test("a result with all it can name fits into the room kept for it")
    func room() {
        var result = result
        let note = ProcessNote(pid: .max, name: String(repeating: "n", count: 15), command: String(repeating: "c", count: 60))
        result.survivors = Array(repeating: note, count: ProcessNote.maximumNamed)
        result.failure = nil
        #expect(result.fields.bytes.count <= RunFile.reservedBytes)
    }

    @Test("the spec of an older worker has no lease")
    func withoutLease() throws {
        var old = spec
        old.leaseGrace = nil
        #expect(try RunSpec(Fields(old.fields.bytes, path: "spec")) == old)
        #expect(!String(decoding: old.fields.bytes, as: UTF8.self).contains("lease"))
    }

    @Test("numbers that are none, and missing fields, are named")
    func fields() throws {
        var fields = Fields()
        fields.put("n", "12x")
        let read = try Fields(fields.bytes, path: "f")
        #expect(throws: FormatError.field(path: "f", name: "n")) { try read.number("n", as: Int.self) }
        #expect(throws: FormatError.field(path: "f", name: "m")) { try read.text("m") }
    }
}
