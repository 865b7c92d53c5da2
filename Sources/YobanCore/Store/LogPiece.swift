/// A piece of an attempt's output, as the store keeps it for readers on other hosts.
package struct LogPiece: Sendable, Equatable {
    package var job: JobID
    package var attempt: Int
    /// Of the first byte, counted over all that the attempt said, both streams in the order of arrival.
    package var offset: Int64
    package var bytes: [UInt8]
    /// Whence and when the bytes came: `COUNT:STREAM:MILLISECONDS` for each run of bytes, separated by spaces; STREAM is 1 or 2.
    package var marks: String

    package init(job: JobID, attempt: Int, offset: Int64, bytes: [UInt8], marks: String) {
        self.job = job
        self.attempt = attempt
        self.offset = offset
        self.bytes = bytes
        self.marks = marks
    }

    /// Where the next piece may begin.
    package var end: Int64 { offset + Int64(bytes.count) }

    /// The largest piece, in bytes: small enough for any server's packet.
    package static let largest = 65_536
}
