import CLinux
import Glibc
import YobanRunFormat

/// Keeps the output of a run: its beginning, its end, and an index. Whatever goes wrong with the disk is counted, never passed on.
struct OutputLog {
    /// Bytes that arrived, kept or not.
    private(set) var total: Int64 = 0
    private var lost: Int64 = 0
    private let headLimit: Int64
    private var head = LogFile(name: LogLayout.head)
    private var tail: TailRing
    private var index = LogFile(name: LogLayout.index)
    private var indexCount = 0
    private var lastRecord: IndexRecord?
    private var gapStart: Int64?

    /// A new time is noted at most this often, in milliseconds.
    private static let indexInterval: Int64 = 250

    init(headLimit: Int64, tailLimit: Int64) {
        self.headLimit = headLimit
        tail = TailRing(capacity: tailLimit)
    }

    /// Bytes that are in neither end, or could not be written.
    var dropped: Int64 { lost + max(0, total - headLimit - tail.capacity) }

    /// Adds what arrived. `isRemoved` is asked now and then whether the directory was made anew.
    mutating func append(_ bytes: UnsafeRawBufferPointer, from stream: OutputStream, restore: () -> Bool) {
        let now = epochTime()
        if now - (lastRecord?.at ?? 0) >= Self.indexInterval || lastRecord?.stream != stream {
            if lastRecord != nil, restore() || head.isRemoved || index.isRemoved || tail.isRemoved { beginAnew() }
            note(IndexRecord(offset: total, stream: stream, at: now))
        }
        let inHead = Int(min(max(headLimit - total, 0), Int64(bytes.count)))
        var kept = head.write(UnsafeRawBufferPointer(rebasing: bytes[..<inHead]), at: total)
        if kept == inHead, inHead < bytes.count {
            kept += tail.write(UnsafeRawBufferPointer(rebasing: bytes[inHead...]), at: total + Int64(inHead) - headLimit)
        }
        if kept < bytes.count {
            lost += Int64(bytes.count - kept)
            gapStart = gapStart ?? total + Int64(kept)
        } else if let start = gapStart {
            gapStart = nil
            note(IndexRecord(offset: start, stream: stream, isGap: true, at: now))
            note(IndexRecord(offset: total, stream: stream, at: now))
        }
        total += Int64(bytes.count)
    }

    /// Says what is missing at the very end.
    mutating func close() {
        if let start = gapStart { note(IndexRecord(offset: start, stream: .standardOutput, isGap: true, at: epochTime())) }
    }

    /// The files are gone: what was in them is one gap.
    private mutating func beginAnew() {
        head.reset()
        index.reset()
        tail.file.reset()
        indexCount = 0
        lost = total
        note(IndexRecord(offset: 0, stream: .standardOutput, isGap: true, at: lastRecord?.at ?? 0))
    }

    private mutating func note(_ record: IndexRecord) {
        var words = record.words
        let position = LogLayout.indexSlot(indexCount) * LogLayout.indexRecordSize
        let written = withUnsafeBytes(of: &words) { index.write($0, at: Int64(position)) }
        if written == LogLayout.indexRecordSize { indexCount += 1 }
        lastRecord = record
    }
}
