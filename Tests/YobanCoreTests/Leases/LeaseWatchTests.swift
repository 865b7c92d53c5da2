import Testing
import YobanCore

@Suite("Finding lost workers")
struct LeaseWatchTests {
    /// A lease of a minute: lost after 90 s, blind after 20 s.
    static let lease = Duration.seconds(60)
    static let patience = lease + LeaseWatch.margin(lease: lease)

    private func worker(_ id: String, on host: String, session: Int64 = 1, beat: Int64 = 0, lease: Duration = lease) -> WorkerRecord {
        var record = WorkerRecord(
            id: WorkerID(id), host: host, pid: 1, session: session, beat: beat, slots: 1, bootID: "", doorbell: "", version: "",
            seenAt: Instant(milliseconds: 0))
        record.lease = lease
        return record
    }

    /// Reads every ten seconds from 0 to `end`; returns the seconds at which somebody was lost, and who.
    private func lost(
        until end: Int = 200, at seconds: (Int) -> Bool = { _ in true }, _ workers: (Int) -> [WorkerRecord]
    ) -> [Int: [String]] {
        var watch = LeaseWatch()
        var found: [Int: [String]] = [:]
        for second in stride(from: 0, through: end, by: 10) where seconds(second) {
            let lost = watch.read(workers(second), at: .seconds(1_000_000 + second)).map(\.id.value)
            if !lost.isEmpty { found[second] = lost }
        }
        return found
    }

    @Test("a worker is lost when its beat stood still for the lease and the margin, and stays so until it is retired")
    func silent() {
        let found = lost(until: 110) { [worker("a", on: "A", beat: Int64($0)), worker("b", on: "B", beat: Int64(min($0, 20)))] }
        #expect(found == [110: ["b"]])
        let later = lost(until: 140) { second in
            var silent = worker("b", on: "B", beat: Int64(min(second, 20)))
            silent.isRetired = second >= 130
            return [worker("a", on: "A", beat: Int64(second)), silent]
        }
        #expect(later == [110: ["b"], 120: ["b"]])
    }

    @Test("the last moment counts: a reading before it finds nobody")
    func exact() {
        var watch = LeaseWatch()
        func read(_ milliseconds: Int64) -> [WorkerRecord] {
            watch.read([worker("a", on: "A", beat: milliseconds), worker("b", on: "B")], at: .milliseconds(milliseconds))
        }
        for second in stride(from: 0, through: 80, by: 10) { #expect(read(Int64(second) * 1000).isEmpty) }
        #expect(read(89_999).isEmpty)
        #expect(read(90_000).map(\.id.value) == ["b"])
    }

    @Test("a watcher that was blind for longer than the gap begins anew; a gap that is just as long still counts as watching")
    func gap() {
        let beats: (Int) -> [WorkerRecord] = { [worker("a", on: "A", beat: Int64($0)), worker("b", on: "B")] }
        #expect(lost(until: 120, beats).keys.min() == 90)
        #expect(lost(until: 120, at: { $0 != 50 }, beats).keys.min() == 90)
        // Blind from 40 to 70.
        #expect(lost(until: 200, at: { $0 != 50 && $0 != 60 }, beats).keys.min() == 160)
    }

    @Test("an outage of the store, when nobody can beat, makes nobody lost")
    func outage() {
        let beats: (Int) -> [WorkerRecord] = { second in
            let beat = Int64(second <= 40 ? second : max(40, second - 600))
            return [worker("a", on: "A", beat: beat), worker("b", on: "B", beat: beat)]
        }
        #expect(lost(until: 1000, at: { $0 <= 40 || $0 > 640 }, beats).isEmpty)
    }

    @Test("on one host nobody is lost by time, however many workers it has")
    func oneHost() {
        #expect(lost(until: 1000) { [worker("a", on: "A", beat: Int64($0)), worker("b", on: "A")] }.isEmpty)
        #expect(lost(until: 1000) { _ in [worker("a", on: "A")] }.isEmpty)
        let third = lost(until: 90) { second in
            [worker("a", on: "A", beat: Int64(second)), worker("b", on: "A"), worker("c", on: "C", beat: Int64(second))]
        }
        #expect(third == [90: ["b"]])
    }

    @Test("nobody is lost while no other host is seen to live: never seen to beat, retired, or silent itself")
    func nobodyElse() {
        #expect(lost(until: 1000) { _ in [worker("a", on: "A"), worker("b", on: "B")] }.isEmpty)
        let retired = lost(until: 1000) { second in
            var other = worker("b", on: "B", beat: Int64(second))
            other.isRetired = true
            return [worker("a", on: "A"), other]
        }
        #expect(retired.isEmpty)
        #expect(
            lost(until: 1000) { [worker("a", on: "A", beat: Int64(min($0, 20))), worker("b", on: "B", beat: Int64(min($0, 20)))] }.isEmpty)
    }

    @Test("a new session begins anew, also with a beat that was seen before")
    func session() {
        let found = lost(until: 200) { second in
            [worker("a", on: "A", beat: Int64(second)), worker("b", on: "B", session: second < 50 ? 1 : 2, beat: 0)]
        }
        #expect(found.keys.min() == 140)
    }

    @Test("a retired worker is not lost again; when it comes back it is watched from then on")
    func retired() {
        let found = lost(until: 300) { second in
            var other = worker("b", on: "B", session: second < 100 ? 2 : 3)
            other.isRetired = second < 100
            return [worker("a", on: "A", beat: Int64(second)), other]
        }
        #expect(found.keys.min() == 190)
    }

    @Test("a worker that is seen for the first time is watched from then on")
    func first() {
        let found = lost(until: 200) { second in
            [worker("a", on: "A", beat: Int64(second))] + (second < 60 ? [] : [worker("b", on: "B", beat: 7)])
        }
        #expect(found.keys.min() == 150)
    }

    @Test("each worker goes by its own lease, in the order of the reading")
    func ownLease() {
        let found = lost(until: 100) { second in
            [
                worker("c", on: "C", lease: .seconds(40)), worker("a", on: "A", beat: Int64(second)), worker("b", on: "B"),
                worker("d", on: "D", lease: .seconds(90 * 60)),
            ]
        }
        #expect(found[50] == nil && found[60] == ["c"] && found[90] == ["c", "b"])
    }

    @Test(
        "the gap, the margin and the grace of a lease",
        arguments: [
            (4.0, 2.0, 6.0, 2.0), (10, 5, 6, 2), (12, 6, 6, 2), (30, 15, 15, 5), (60, 20, 30, 10), (120, 20, 60, 20), (5400, 20, 60, 20),
        ] as [(Double, Double, Double, Double)])
    func arithmetic(_ lease: Double, _ gap: Double, _ margin: Double, _ grace: Double) {
        let lease = Duration.seconds(lease)
        #expect(LeaseWatch.longestGap(lease: lease) == .seconds(gap))
        #expect(LeaseWatch.margin(lease: lease) == .seconds(margin))
        #expect(LeaseWatch.grace(.seconds(3600), lease: lease) == .seconds(grace))
        #expect(LeaseWatch.grace(.milliseconds(500), lease: lease) == .milliseconds(500))
    }
}
