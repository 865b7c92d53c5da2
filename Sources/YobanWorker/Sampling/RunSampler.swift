import YobanCore
import YobanExecution

/// Takes samples of one run as time goes by, often at first, and says when the store is to have them.
struct RunSampler {
    private(set) var series = RunSeries()
    private var reader: RunUsageReader
    /// When the script began, by the clock that never jumps; nil as long as it has not.
    private var beginning: ContinuousClock.Instant?
    private var next = Self.interval(at: .zero)
    private var kept = RunSeries()
    private var nextKeeping: Duration = .seconds(10)

    /// Looks come at their own pace: one that is early by less than this need not be waited for twice as long.
    private static let tolerance: Duration = RunFollower.interval / 2
    private static let keepingInterval: Duration = .seconds(30)

    /// - Parameter directory: The run directory.
    init(directory: String) { reader = RunUsageReader(directory: directory) }

    /// How long after a sample the next one is taken.
    static func interval(at elapsed: Duration) -> Duration {
        if elapsed < .seconds(60) { return .seconds(1) }
        return elapsed < .seconds(3600) ? .seconds(5) : .seconds(30)
    }

    /// Takes a sample if it is time for one.
    mutating func look(percentage: Int?, now: Instant) {
        if let beginning, ContinuousClock.now - beginning < next - Self.tolerance { return }
        guard let usage = reader.usage(), let startedAt = reader.startedAt else { return }
        // The time of day tells how long a run has been going on that an earlier worker started.
        let began = beginning ?? ContinuousClock.now - max(now - Instant(milliseconds: max(startedAt, 0)), .zero)
        beginning = began
        let elapsed = ContinuousClock.now - began
        guard elapsed >= next - Self.tolerance else { return }
        next = elapsed + Self.interval(at: elapsed)
        // All processes are going: the result is at hand.
        guard usage.processes > 0 else { return }
        series.add(
            RunSeries.Sample(
                at: elapsed.inMilliseconds, cpuMilliseconds: usage.cpuMilliseconds, memoryBytes: usage.memoryBytes,
                processes: usage.processes, descriptors: usage.descriptors, percentage: percentage))
    }

    /// What earlier workers kept of this run, before all that was seen since.
    mutating func goOn(from earlier: RunSeries) {
        var whole = earlier
        for sample in series.samples { whole.add(sample) }
        series = whole
    }

    /// Whether the store is to have the series now: seldom while the run goes on, and at its end. A run of a second or two has none.
    mutating func isDue(atEnd: Bool) -> Bool {
        guard series != kept else { return false }
        if atEnd { return series.samples.count >= 2 }
        guard let beginning, ContinuousClock.now - beginning >= nextKeeping else { return false }
        nextKeeping = ContinuousClock.now - beginning + Self.keepingInterval
        return true
    }

    /// The store has it.
    mutating func keeps(_ series: RunSeries) { kept = series }
}
