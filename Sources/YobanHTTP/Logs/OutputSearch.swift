import YobanCore
package import YobanOperations

/// Looks for a text in an output, piece by piece, without keeping it. Letters of ASCII count the same in both sizes.
package struct OutputSearch {
    /// A line that holds the text.
    package struct Hit: Equatable {
        /// From 1, among the lines that were kept.
        package var line: Int
        /// Of the first place in the line.
        package var offset: Int64
        /// The line, cut.
        package var bytes: [UInt8] = []
    }

    static let mostHits = 100
    static let longestLine = 500

    /// The most of an output that one search reads, in bytes.
    private static let mostRead: Int64 = 64 << 20

    package private(set) var hits: [Hit] = []
    private let text: [UInt8]
    /// For each place in the text: how much of its beginning is there again when the next byte doesn't fit.
    private let fallback: [Int]
    private var line = 1
    private var beginning: [UInt8] = []
    private var matched = 0
    private var found: Int64?
    /// Where the next byte is expected.
    private var place: Int64 = 0

    /// - Parameter text: at least one byte.
    package init(_ text: String) {
        self.text = text.utf8.map(Self.small)
        var fallback = [Int](repeating: 0, count: self.text.count)
        var length = 0
        for index in self.text.indices.dropFirst() {
            while length > 0, self.text[index] != self.text[length] { length = fallback[length - 1] }
            if self.text[index] == self.text[length] { length += 1 }
            fallback[index] = length
        }
        self.fallback = fallback
    }

    package var isFull: Bool { hits.count == Self.mostHits }

    /// Looks in an output that was looked at. Returns whether all of it was read and every hit is told.
    package mutating func read(_ output: any AttemptOutput) async throws -> Bool {
        var (place, read): (Int64, Int64) = (0, 0)
        while !isFull, read < Self.mostRead {
            let chunk = try await output.read(from: place, limit: OutputAnswer.piece)
            if chunk.bytes.isEmpty {
                endLine()
                return !isFull
            }
            feed(chunk)
            read += Int64(chunk.bytes.count)
            place = chunk.end
        }
        return false
    }

    mutating func feed(_ chunk: OutputChunk) {
        // What was dropped ended the line before it.
        if chunk.offset > place, place > 0 { endLine() }
        place = chunk.offset
        for byte in chunk.bytes {
            place += 1
            if byte == UInt8(ascii: "\n") {
                endLine()
                if isFull { return }
                continue
            }
            if beginning.count < Self.longestLine { beginning.append(byte) }
            guard found == nil else { continue }
            let byte = Self.small(byte)
            while matched > 0, byte != text[matched] { matched = fallback[matched - 1] }
            if byte == text[matched] { matched += 1 }
            if matched == text.count { found = place - Int64(matched) }
        }
    }

    /// The end of a line, or of all.
    mutating func endLine() {
        if let found, !isFull { hits.append(Hit(line: line, offset: found, bytes: beginning)) }
        line += 1
        (beginning, matched, found) = ([], 0, nil)
    }

    private static func small(_ byte: UInt8) -> UInt8 { (0x41...0x5A).contains(byte) ? byte + 0x20 : byte }
}
