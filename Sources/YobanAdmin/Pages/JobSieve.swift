import YobanCore
import YobanOperations

/// What no index of a store knows: `took:>10m`, `text:word`. Jobs are read, newest first, and looked at one by one.
struct JobSieve: Equatable {
    /// Since its start, of what runs or ran.
    var longerThan: Duration?
    var shorterThan: Duration?
    /// All of them stand somewhere in the name, the key, the message or error, or the parameters; letters count the same in both sizes.
    private(set) var texts: [String] = []

    var isEmpty: Bool { self == Self() }

    mutating func add(text: String) { texts.append(text.lowercased()) }

    /// `>10m`, `<30s`; units s, m, h, d. False for anything else.
    mutating func add(took text: String) -> Bool {
        guard let unit = text.last, let seconds = ["s": 1, "m": 60, "h": 3600, "d": 86_400][unit],
            let count = Int64(text.dropFirst().dropLast()), (0...100_000).contains(count)
        else { return false }
        switch text.first {
        case ">": longerThan = .seconds(count * Int64(seconds))
        case "<": shorterThan = .seconds(count * Int64(seconds))
        default: return false
        }
        return true
    }

    func admits(_ job: Job, now: Instant) -> Bool {
        if longerThan != nil || shorterThan != nil {
            guard let took = job.took(now: now) else { return false }
            if let longerThan, took <= longerThan { return false }
            if let shorterThan, took >= shorterThan { return false }
        }
        guard !texts.isEmpty else { return true }
        let places =
            [job.name, job.key?.value, job.errorMessage, job.progress.message].compactMap { $0?.lowercased() }
            + job.parameters.map { "\($0)=\($1)".lowercased() }
        return texts.allSatisfy { text in places.contains { $0.utf8.firstRange(of: text.utf8) != nil } }
    }
}

/// Jobs that a search found, and how far it looked for them.
struct SearchedJobs {
    /// So many rows one search looks at, besides what an index chooses.
    static let most = 5000
    private static let piece = 1000

    /// Newest first.
    private(set) var jobs: [Job] = []
    /// How many were looked at.
    private(set) var count = 0
    /// The oldest that was looked at, where there may be older ones that fit.
    private(set) var end: Job?

    /// - Parameter wanted: no more are looked for.
    init(_ filter: JobFilter, _ sieve: JobSieve, wanted: Int, _ operations: Operations) async throws {
        var filter = filter
        filter.limit = Self.piece
        while count < Self.most {
            let found = try await operations.jobs(filter)
            count += found.count
            jobs += found.filter { sieve.admits($0, now: operations.now()) }
            end = found.count == Self.piece ? found.last : nil
            guard let end, jobs.count < wanted else { return }
            filter.before = end.id
        }
    }
}
