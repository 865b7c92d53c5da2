import NIOCore
import YobanCore
import YobanOperations

/// A piece of an output as it is sent, made once for all who follow.
final class SharedPiece: Sendable {
    let end: Int64
    let bytes: ByteBuffer
    /// The same as an event; as far as its lines are complete, and whatever there is.
    let lines: OutputEvent?
    let whole: OutputEvent?

    var isEmpty: Bool { bytes.readableBytes == 0 }

    init(_ chunk: OutputChunk, attempt: Int) {
        end = chunk.end
        bytes = ByteBuffer(bytes: chunk.bytes)
        let complete = chunk.bytes.lastIndex(of: UInt8(ascii: "\n")).map { $0 + 1 } ?? 0
        lines = OutputEvent(chunk, first: complete, attempt: attempt)
        whole = complete == chunk.bytes.count ? lines : OutputEvent(chunk, first: chunk.bytes.wholeScalars, attempt: attempt)
    }
}

/// A part of an output as a Server-Sent Event.
struct OutputEvent: Sendable {
    /// Behind its last byte.
    let end: Int64
    let bytes: ByteBuffer

    /// Of the first bytes of a chunk; nil of none. What is no UTF-8 is shown as U+FFFD.
    init?(_ chunk: OutputChunk, first count: Int, attempt: Int) {
        guard count > 0 else { return nil }
        end = chunk.offset + Int64(count)
        let text = String(decoding: chunk.bytes.prefix(count), as: UTF8.self)
        let json: JSON = ["attempt": .int(Int64(attempt)), "offset": .int(chunk.offset), "text": .string(text)]
        bytes = ByteBuffer(string: "event: output\nid: \(attempt):\(end)\ndata: \(json.text)\n\n")
    }
}

extension [UInt8] {
    /// How many of the bytes are there without a scalar at the end that goes on elsewhere; all where there is no such beginning.
    fileprivate var wholeScalars: Int {
        for length in 1...3 where length < count {
            let byte = self[count - length]
            if byte & 0xC0 == 0x80 { continue }
            let width = byte >= 0xF0 ? 4 : byte >= 0xE0 ? 3 : byte >= 0xC0 ? 2 : 1
            return width > length ? count - length : count
        }
        return count
    }
}
