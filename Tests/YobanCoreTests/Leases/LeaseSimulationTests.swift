import Testing
import YobanCore

@Suite("Leases in random histories", .timeLimit(.minutes(2)))
struct LeaseSimulationTests {
    /// How many histories one case goes through.
    static let part: UInt64 = 30

    @Test("two runs of a job never overlap, through outages, partitions, crashes, power losses and clock jumps", arguments: 0..<10)
    func noOverlap(_ part: UInt64) {
        var (starts, retirements) = (0, 0)
        for seed in (part * Self.part)..<((part + 1) * Self.part) {
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
    func broken(_ behaviour: Behaviour, _ first: UInt64) {
        let seed = (first..<first + 1000).first { seed in
            var history = LeaseSimulation(seed: seed, behaviour: behaviour)
            history.run()
            return history.overlaps > 0
        }
        #expect(seed != nil)
    }

    @Test("an outage of the store, however long, makes nobody lost; who doesn't know that it was blind takes all for lost")
    func outages() {
        func retirements(_ behaviour: Behaviour) -> Int {
            (0..<30 as Range<UInt64>).reduce(0) { sum, seed in
                var history = LeaseSimulation(seed: seed, behaviour: behaviour, onlyOutages: true)
                history.run()
                return sum + history.retirements
            }
        }
        #expect(retirements(.designed) == 0)
        #expect(retirements(.noGap) > 0)
    }
}
