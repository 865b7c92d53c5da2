import Testing
import YobanCore
import YobanExecution
import YobanRunFormat

@testable import YobanCommands

@Suite("Output that a store keeps") struct KeptLogTests {
    private func piece(_ offset: Int64, _ text: String, _ marks: String = "") -> LogPiece {
        LogPiece(job: JobID(1), attempt: 1, offset: offset, bytes: Array(text.utf8), marks: marks)
    }

    private func text(_ chunk: LogChunk) -> String { String(decoding: chunk.bytes, as: UTF8.self) }

    @Test("is read on from any byte, with its gaps, streams and times") func reading() {
        var log = KeptLog()
        let none = log.read(from: 0, limit: 10)
        #expect(log.isEmpty && none.bytes.isEmpty)
        let isNew = log.append([piece(0, "one\ntwo\n", "4:1:100 4:2:200"), piece(20, "last\n", "5:1:300")])
        let isNewAgain = log.append([piece(0, "one\n")])
        #expect(isNew && !isNewAgain && log.end == 25)
        let first = log.read(from: 2, limit: 4)
        #expect(text(first) == "e\ntw" && first.skipped == 0 && first.next == 6)
        #expect(
            first.parts == [
                LogPart(range: 0..<2, stream: .standardOutput, at: 100), LogPart(range: 2..<4, stream: .standardError, at: 200),
            ])
        let last = log.read(from: 8, limit: 100)
        #expect(text(last) == "last\n" && last.skipped == 12 && last.next == 25)
        let end = log.read(from: 25, limit: 100)
        #expect(end.bytes.isEmpty && !log.isEmpty)
    }

    @Test(
        "its last lines are found over the borders of pieces, but not over a gap",
        arguments: [(1, 13), (2, 9), (3, 4), (9, 4)] as [(Int, Int64)])
    func lastLines(_ lines: Int, _ offset: Int64) {
        var log = KeptLog()
        _ = log.append([piece(0, "x\n"), piece(4, "thr"), piece(7, "e\nfo"), piece(11, "u\nfive\n")])
        #expect(log.offset(ofLast: lines) == offset)
    }
}
