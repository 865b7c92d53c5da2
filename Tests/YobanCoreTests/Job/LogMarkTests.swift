import Testing
import YobanCore

@Suite("Marks of a log's pieces")
struct LogMarkTests {
    private func piece(_ count: Int, _ marks: String) -> LogPiece {
        LogPiece(job: JobID(1), attempt: 1, offset: 0, bytes: Array(repeating: 120, count: count), marks: marks)
    }
    private func mark(_ count: Int, _ stream: Int, _ at: Int64) -> LogMark {
        LogMark(count: count, stream: stream, at: Instant(milliseconds: at))
    }

    @Test("what is written is read; the text is pinned, since the store keeps it")
    func roundTrip() {
        let marks = [mark(3, 1, 1_700_000_000_000), mark(2, 2, 1_700_000_000_500)]
        let piece = LogPiece(job: JobID(1), attempt: 1, offset: 9, bytes: Array("abcde".utf8), marks: marks)
        #expect(piece.marks == "3:1:1700000000000 2:2:1700000000500")
        #expect(piece.readMarks == marks && piece.end == 14)
    }

    @Test(
        "whatever stands there, the marks cover the bytes",
        arguments: ["", "x", "2:1:5", "2:1:5 9:2:6", "0:1:5", "-1:1:5", "2:3:5", "2:1", "9223372036854775807:2:1 1:1:1", "2:1:5 nonsense"])
    func odd(_ text: String) {
        let read = piece(5, text).readMarks
        #expect(read.reduce(0) { $0 + $1.count } == 5)
        if text.hasPrefix("2:1:5") { #expect(read.first == mark(2, 1, 5)) }
        #expect(piece(0, text).readMarks.isEmpty)
    }

    @Test("a host's name makes a label", arguments: [("batch1", "batch1"), ("Batch-1.Example", "batch-1.example"), ("夜 1", "----1")])
    func label(_ name: String, _ label: String) { #expect(Placement.label(ofHost: name) == label) }

    @Test("a worker's queues: its own and those of its labels, each once")
    func queues() {
        #expect(
            Placement.queues(["default", "big"], labels: ["gpu", "gpu", "h"]) == [
                "default", "default@gpu", "default@h", "big", "big@gpu", "big@h",
            ])
    }
}
