/// How far a job says it is.
package struct Progress: Sendable, Hashable {
    /// 0 to 100, or nil when the script has not said.
    package var percentage: Int?
    /// At most 4 KB, or nil when the script has not said.
    package var message: String?

    package init(percentage: Int? = nil, message: String? = nil) {
        self.percentage = percentage.map { min(max($0, 0), 100) }
        self.message = message
    }

    /// What a completed job shows, in the seed's word: other programs read this column.
    package static let done = Progress(percentage: 100, message: "完了")

    /// What is left if the rest goes as fast as what is done; nil below 2 % (too early to say) and at 100 %.
    package func remaining(after elapsed: Duration) -> Duration? {
        guard let percentage, (2..<100).contains(percentage) else { return nil }
        return elapsed * (100 - percentage) / percentage
    }

    /// The newer report over the older one; what the newer one leaves open stays.
    package func over(_ older: Progress) -> Progress {
        Progress(percentage: percentage ?? older.percentage, message: message ?? older.message)
    }
}
