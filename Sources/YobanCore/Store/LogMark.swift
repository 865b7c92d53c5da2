/// So many bytes of output came from one stream at about one time.
package struct LogMark: Sendable, Equatable {
    package var count: Int
    /// 1: standard output, 2: standard error.
    package var stream: Int
    /// By the clock of the host that ran it.
    package var at: Instant

    package init(count: Int, stream: Int, at: Instant) {
        self.count = count
        self.stream = stream
        self.at = at
    }

    /// As a piece holds them: ``LogPiece/marks``.
    package static func text(_ marks: [LogMark]) -> String {
        marks.map { "\($0.count):\($0.stream):\($0.at.milliseconds)" }.joined(separator: " ")
    }
}

extension LogPiece {
    package init(job: JobID, attempt: Int, offset: Int64, bytes: [UInt8], marks: [LogMark]) {
        self.init(job: job, attempt: attempt, offset: offset, bytes: bytes, marks: LogMark.text(marks))
    }

    /// Whence and when the bytes came, in order: together exactly as many as there are. What the text does not tell, because it is not
    /// one of ours, came from standard output at the time of what is before it.
    package var readMarks: [LogMark] {
        var left = bytes.count
        var read: [LogMark] = []
        for word in marks.split(separator: " ") where left > 0 {
            let numbers = word.split(separator: ":", omittingEmptySubsequences: false).compactMap { Int64($0) }
            guard numbers.count == 3, numbers[0] > 0, numbers[1] == 1 || numbers[1] == 2 else { break }
            let count = Int(min(numbers[0], Int64(left)))
            read.append(LogMark(count: count, stream: Int(numbers[1]), at: Instant(milliseconds: numbers[2])))
            left -= count
        }
        if left > 0 { read.append(LogMark(count: left, stream: 1, at: read.last?.at ?? Instant(milliseconds: 0))) }
        return read
    }
}
