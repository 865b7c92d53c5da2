import Testing
import YobanCore

@Suite("The series of a run", .timeLimit(.minutes(1)))
struct RunSeriesTests {
    typealias Sample = RunSeries.Sample

    static func sample(_ at: Int64, cpu: Int64 = 0, memory: Int64 = 0, processes: Int = 1, descriptors: Int = 3, percentage: Int? = nil)
        -> Sample
    {
        Sample(
            at: at, cpuMilliseconds: cpu, memoryBytes: memory, processes: processes, descriptors: descriptors, percentage: percentage)
    }

    @Test("few samples are kept as they are; one that is not later than all before is left out")
    func few() {
        var series = RunSeries()
        for at: Int64 in [1000, 2000, 2000, 1500, 0, 5000] { series.add(Self.sample(at, cpu: at / 10)) }
        #expect(series.samples.map(\.at) == [1000, 2000, 5000])
        #expect(series.samples.map(\.cpuMilliseconds) == [100, 200, 500])
    }

    @Test("CPU never falls, also when a process left without being counted")
    func falling() {
        var series = RunSeries()
        for (at, cpu) in [(1, 10), (2, 500), (3, 40), (4, 600)] as [(Int64, Int64)] { series.add(Self.sample(at * 1000, cpu: cpu)) }
        #expect(series.samples.map(\.cpuMilliseconds) == [10, 500, 500, 600])
    }

    @Test(
        "however long it runs, there are never more than the most, in order, with all peaks and the newest", arguments: [1, 7, 500, 30_000])
    func long(_ every: Int64) {
        var series = RunSeries()
        for number in 1...5000 as ClosedRange<Int64> {
            // Each peak is one sample wide, at a place that no other peak has.
            let (memory, processes, descriptors): (Int64, Int, Int) =
                number == 1234 ? (9 << 30, 1, 3) : number == 2345 ? (1, 99, 3) : number == 3457 ? (1, 1, 999) : (1, 1, 3)
            let newest = Self.sample(
                number * every, cpu: number, memory: memory, processes: processes, descriptors: descriptors, percentage: Int(number / 50))
            series.add(newest)
            #expect(series.samples.count <= RunSeries.most)
            #expect(series.samples.last?.at == newest.at && series.samples.last?.percentage == newest.percentage)
        }
        let samples = series.samples
        #expect(samples.count >= RunSeries.most / 2 - 1)
        #expect(zip(samples, samples.dropFirst()).allSatisfy { $0.at < $1.at && $0.cpuMilliseconds <= $1.cpuMilliseconds })
        #expect(samples.map(\.memoryBytes).max() == 9 << 30)
        #expect(samples.map(\.processes).max() == 99 && samples.map(\.descriptors).max() == 999)
        // About as far apart at the end as at the beginning.
        let gaps = zip(samples, samples.dropFirst()).map { $1.at - $0.at }.dropLast()
        #expect((gaps.max() ?? 0) <= 4 * (gaps.min() ?? 0))
        #expect(series.text.utf8.count < 6000)
    }

    @Test(
        "as a text it comes back as it is, at whatever length, and goes on from there",
        arguments: [0, 1, 2, 59, 119, 120, 121, 150, 179, 181, 1000])
    func roundTrip(_ count: Int64) {
        var series = RunSeries()
        for number in 0..<count {
            series.add(Self.sample(number * 1000, cpu: number, memory: number << 20, percentage: number % 3 == 0 ? nil : Int(number % 101)))
        }
        var read = RunSeries(reading: series.text)
        #expect(read == series)
        for number in count..<count + 500 {
            read.add(Self.sample(number * 1000, cpu: number, memory: number == count + 3 ? 1 << 40 : 0))
            #expect(read.samples.count <= RunSeries.most)
            #expect(read.samples.last?.at == number * 1000)
        }
        #expect(read.samples.map(\.memoryBytes).max() == 1 << 40)
    }

    @Test("numbers that can't be are brought to where they can, and overflow nothing")
    func bounds() {
        let (least, most) = (
            Self.sample(.min, cpu: .min, memory: .min, processes: .min, descriptors: .min, percentage: .min),
            Self.sample(.max, cpu: .max, memory: .max, processes: .max, descriptors: .max, percentage: .max)
        )
        #expect(least == Self.sample(0, processes: 0, descriptors: 0, percentage: 0))
        #expect(most.at == 1 << 53 && most.processes == 1 << 53 && most.percentage == 100)
        var series = RunSeries()
        series.add(least)
        for number in 0..<1000 as Range<Int64> {
            series.add(Self.sample((1 << 53) - 2000 + number, cpu: .max, memory: .max, processes: .max, descriptors: .max, percentage: 100))
        }
        series.add(most)
        #expect(series.samples.last == most)
        #expect(RunSeries(reading: series.text) == series)
        #expect(series.text.utf8.count < 12_000)
    }

    @Test(
        "what can't be read of a text is left out",
        arguments: [
            ("", 0), ("\n\n", 0), ("1 2 3 4", 0), ("1 2 3 4 5", 1), ("1 2 3 4 5 6", 1), ("1 2 3 4 5 6 7", 0), ("1 2 3 4 5 x", 0),
            ("-1 2 3 4 5", 0), ("1 2 3 4 -5", 0), ("1 2 3 4 5 101", 1), ("1\t2 3 4 5", 0), ("1 2 3 4 5\r\n2 2 3 4 5", 0),
            ("9223372036854775807 1 1 1 1", 0), ("1 9223372036854775808 1 1 1", 0), ("9007199254740992 1 1 1 1", 1),
            ("9007199254740993 1 1 1 1", 0), ("5 1 1 1 1\n5 2 2 2 2\n4 1 1 1 1\n6 1 1 1 1", 2), ("夜番 1 2 3 4\n1 2 3 4 5", 1),
            ("\0 1 2 3 4\n7 2 3 4 5\n", 1), ("１ 2 3 4 5", 0),
        ])
    func hostile(_ text: String, _ count: Int) { #expect(RunSeries(reading: text).samples.count == count, "\(text)") }

    @Test("a text of any size is read as far as it may be, and gives no more than the most")
    func endless() {
        let lines = (0..<200_000).map { "\($0) 1 1 1 1" }.joined(separator: "\n")
        #expect(RunSeries(reading: lines).samples.map(\.at) == Array(0..<Int64(RunSeries.most)))
        #expect(RunSeries(reading: String(repeating: "9 ", count: 1_000_000)).samples.isEmpty)
        #expect(RunSeries(reading: String(repeating: "9", count: 1_000_000)).samples.isEmpty)
        #expect(RunSeries(reading: String(repeating: "\n", count: 1_000_000) + "1 1 1 1 1").samples.count <= 1)
    }

    @Test("whatever bytes a text holds, what was read can be written, read and added to")
    func random() {
        var generator = SystemRandomNumberGenerator()
        let words = ["0", "1", "99", "9007199254740992", "9223372036854775807", "-1", " ", "  ", "\n", "\n", "x", "🌙"]
        for _ in 0..<2000 {
            let text = (0..<Int.random(in: 0...60, using: &generator)).map { _ in words.randomElement(using: &generator) ?? "" }
                .joined(separator: [" ", ""].randomElement(using: &generator) ?? "")
            var series = RunSeries(reading: text)
            #expect(RunSeries(reading: series.text) == series)
            for at in [0, .max, 1] as [Int64] { series.add(Self.sample(at)) }
            #expect(series.samples.count <= RunSeries.most)
        }
    }
}

@Suite("The name of an attempt")
struct AttemptIDTests {
    @Test(
        "tells job and number",
        arguments: [
            ("12-3-abcdef", 12, 3), ("12-3-", 12, 3), ("12-0-a", 12, nil), ("12--a", 12, nil), ("12", 12, nil), ("x-1-a", nil, 1),
            ("", nil, nil),
            ("12-99999999999999999999-a", 12, nil), ("12--1-a", 12, nil),
        ] as [(String, Int64?, Int?)])
    func parts(_ value: String, _ job: Int64?, _ number: Int?) {
        #expect(AttemptID(value).job?.value == job)
        #expect(AttemptID(value).number == number)
    }
}
