import Testing
import YobanCore

/// One at a time, and giving way between two histories: other tests' limits are on the same threads.
@Suite("Leases in random histories", .serialized, .timeLimit(.minutes(20)))
struct LeaseSimulationTests {
    /// How many histories one case goes through.
    static let part: UInt64 = 30

    @Test("two runs of a job never overlap, through outages, partitions, crashes, power losses and clock jumps", arguments: 0..<10)
    func noOverlap(_ part: UInt64) async {
        var (starts, retirements) = (0, 0)
        for seed in (part * Self.part)..<((part + 1) * Self.part) {
            await Task.yield()
            var history = LeaseSimulation(seed: seed)
            history.run()
            #expect(history.overlaps == 0, "seed \(seed)")
            starts += history.starts
            retirements += history.retirements
        }
        // Otherwise nothing was tried.
        #expect(starts > 500 && retirements > 20)
    }

    /// With each broken rule the first history that shows it; the search goes on from there when the simulation changes.
    @Test(
        "without one of the rules they do",
        arguments: [
            (.wallClocks, 5), (.noMargin, 3), (.wholeGrace, 118), (.noEnding, 0), (.oldSession, 70), (.lateList, 364),
        ] as [(Behaviour, UInt64)])
    func broken(_ behaviour: Behaviour, _ first: UInt64) async {
        for seed in first..<first + 1000 {
            await Task.yield()
            var history = LeaseSimulation(seed: seed, behaviour: behaviour)
            history.run()
            if history.overlaps > 0 { return }
        }
        Issue.record("no overlap in 1,000 histories")
    }

    @Test("an outage of the store, however long, makes nobody lost; who doesn't know that it was blind takes all for lost")
    func outages() async {
        func retirements(_ behaviour: Behaviour) async -> Int {
            var sum = 0
            for seed in 0..<30 as Range<UInt64> {
                await Task.yield()
                var history = LeaseSimulation(seed: seed, behaviour: behaviour, onlyOutages: true)
                history.run()
                sum += history.retirements
            }
            return sum
        }
        await #expect(retirements(.designed) == 0)
        await #expect(retirements(.noGap) > 0)
    }
}
