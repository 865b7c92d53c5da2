/// The number of a job: the seed's `BATCH_JOB_ID`, the primary key of `batch_job_queue`.
package struct JobID: Sendable, Hashable, Comparable, CustomStringConvertible {
    package let value: Int64

    package init(_ value: Int64) { self.value = value }

    /// Reads a number as a person types it. Nil unless it is a whole number from 1 to 2^63-1, without sign or spaces.
    package init?(parsing text: some StringProtocol) {
        guard !text.isEmpty, text.utf8.allSatisfy({ (48...57).contains($0) }), let value = Int64(text), value > 0 else { return nil }
        self.value = value
    }

    package var description: String { "\(value)" }
    package static func < (a: Self, b: Self) -> Bool { a.value < b.value }
}

/// The name by which a definition is called: 1 to 100 letters, digits, `-`, `_`, `.`, beginning with a letter or digit.
package struct JobKey: Sendable, Hashable, Comparable, CustomStringConvertible {
    package let value: String

    package init?(_ value: String) {
        let bytes = value.utf8
        guard (1...100).contains(bytes.count), let first = bytes.first, Self.isAlphanumeric(first),
            bytes.allSatisfy({ Self.isAlphanumeric($0) || $0 == 0x2D || $0 == 0x2E || $0 == 0x5F })
        else { return nil }
        self.value = value
    }

    package var description: String { value }
    package static func < (a: Self, b: Self) -> Bool { a.value < b.value }

    private static func isAlphanumeric(_ byte: UInt8) -> Bool {
        (0x30...0x39).contains(byte) || (0x41...0x5A).contains(byte) || (0x61...0x7A).contains(byte)
    }
}

/// The fencing token of one claim: 32 hexadecimal digits, made by the claimant, new for every claim.
///
/// It stands in the WHERE of every later write, so that a worker that lost its claim changes nothing.
package struct ClaimToken: Sendable, Hashable, CustomStringConvertible {
    package let value: String

    package init(_ value: String) { self.value = value }

    /// Makes a new token from 128 random bits.
    package static func random(using generator: inout some RandomNumberGenerator) -> Self {
        let hex = (0..<2).map { _ in
            let digits = String(UInt64.random(in: .min ... .max, using: &generator), radix: 16)
            return String(repeating: "0", count: 16 - digits.count) + digits
        }
        return Self(hex.joined())
    }

    package var description: String { value }
}

/// The name of one attempt, and of its run directory: `<job>-<attempt number>-<12 digits of the token>`.
///
/// Unique across stores too, because processes are searched by it when there is no cgroup.
package struct AttemptID: Sendable, Hashable, CustomStringConvertible {
    package let value: String

    package init(_ value: String) { self.value = value }

    package init(job: JobID, number: Int, token: ClaimToken) {
        value = "\(job)-\(number)-\(token.value.prefix(12))"
    }

    /// The job it belongs to; nil when this was not made from one.
    package var job: JobID? { JobID(parsing: value.prefix { $0 != "-" }) }

    /// Which of the job's attempts it is; nil when this was not made from one.
    package var number: Int? {
        let parts = value.split(separator: "-", maxSplits: 2, omittingEmptySubsequences: false)
        return parts.count == 3 ? Int(parts[1]).flatMap { $0 > 0 ? $0 : nil } : nil
    }

    package var description: String { value }
}

/// The name of a worker, kept in its state directory: host name and random digits.
package struct WorkerID: Sendable, Hashable, CustomStringConvertible {
    package let value: String
    package init(_ value: String) { self.value = value }
    package var description: String { value }
}
