import Hummingbird
import NIOCore
import YobanCore
import YobanHTTP
import YobanOperations

/// The output of an attempt as lines of a page, written while it is read.
struct LogAnswer: Sendable {
    /// A page shows so many bytes at most, from the end; the download has all.
    static let most: Int64 = 32 << 20
    /// Of output, in bytes: some hundred lines, which are one block.
    private static let piece = 32_768

    let output: any AttemptOutput
    let extent: OutputExtent
    let zone: TimeZoneRules
    let language: Language

    /// The lines, for a page.
    var filling: PageFilling { PageFilling { try await write(to: &$0) } }

    /// Writes all lines there are, in blocks, and last where to go on.
    @concurrent func write(to writer: inout some ResponseBodyWriter) async throws {
        var lines = LogLines(from: try await start(), zone: zone, language: language)
        var offset = lines.place.offset
        while offset < extent.total {
            let chunk = try await output.read(from: offset, limit: Self.piece).upTo(extent.total)
            if chunk.bytes.isEmpty { break }
            lines.feed(chunk)
            offset = chunk.end
            try await writer.write(block(lines.take()))
        }
        if let last = lines.unfinished() { try await writer.write(block(last)) }
        let rest = lines.unfinished() == nil ? "" : " data-unfinished"
        try await writer.write(ByteBuffer(string: "<div id=log-end data-place=\"\(lines.place.text)\"\(rest)></div>"))
    }

    /// Lines that the browser lays out together, or not at all while they are out of sight.
    private func block(_ lines: [UInt8]) -> ByteBuffer {
        var block = ByteBuffer(string: lines.isEmpty ? "" : "<div class=block>")
        block.writeBytes(lines)
        if !lines.isEmpty { block.writeString("</div>") }
        return block
    }

    /// The beginning, or of a long output a line from which on there is not more than a page shows. Its number is counted.
    private func start() async throws -> LogLines.Place {
        var place = LogLines.Place()
        guard extent.total > Self.most else { return place }
        let limit = extent.total - Self.most
        var offset: Int64 = 0
        while offset < limit {
            let chunk = try await output.read(from: offset, limit: Self.piece)
            if chunk.bytes.isEmpty { break }
            for (index, byte) in chunk.bytes.enumerated() where byte == UInt8(ascii: "\n") {
                place.line += 1
                place.offset = chunk.offset + Int64(index) + 1
                if place.offset >= limit { return place }
            }
            offset = chunk.end
        }
        return place
    }
}
