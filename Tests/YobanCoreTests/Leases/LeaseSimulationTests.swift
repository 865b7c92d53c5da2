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

    @Test("without one of the rules they do", arguments: [Behaviour.wallClocks, .noMargin, .wholeGrace, .noEnding, .oldSession, .lateList])
    func broken(_ behaviour: Behaviour) {
        let seed = (0..<2000 as Range<UInt64>).first { seed in
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
