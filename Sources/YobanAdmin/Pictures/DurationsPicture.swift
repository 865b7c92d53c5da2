import YobanCore
import YobanOperations

/// How long the runs of a definition took, oldest first: a bar for each, with a table that says the same.
struct DurationsPicture {
    static let width = 720
    static let height = 120
    let values: [String: Any]

    /// Nil when nothing ran.
    init?(_ newestFirst: [Job], _ write: Wording) {
        let runs = newestFirst.reversed().compactMap { job in job.runDuration.map { (job: job, took: $0) } }
        guard let longest = runs.map(\.took).max() else { return nil }
        let top = max(longest.inMilliseconds, 1)
        let step = Double(Self.width) / Double(max(runs.count, 20))
        values = [
            "width": Self.width, "height": Self.height, "longest": write.duration(longest),
            "bars": runs.enumerated().map { index, run -> [String: Any] in
                let height = max(2, Int(Int64(Self.height - 20) * run.took.inMilliseconds / top))
                return [
                    "x": Picture.number(Double(index) * step + 1), "y": Self.height - height, "width": Picture.number(max(step - 2, 2)),
                    "height": height, "status": run.job.status.rawValue, "id": "\(run.job.id)", "took": write.duration(run.took),
                    "word": write(run.job.status.word), "created": write.time(run.job.createdAt),
                ]
            },
        ]
    }
}
