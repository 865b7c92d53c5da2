/// What one run used as time went by, and how far it said it was: a picture's worth, whatever the run's length.
///
/// At most ``most`` samples. When they are that many, each two become one, and the next ones have to be twice as far apart.
package struct RunSeries: Sendable {
    /// One look at a run and all of its processes.
    package struct Sample: Sendable, Equatable {
        /// Milliseconds since the script began.
        package fileprivate(set) var at: Int64
        /// Of all its processes since it began, those that are gone included.
        package fileprivate(set) var cpuMilliseconds: Int64
        /// Resident, of all its processes together; what they share is counted for each.
        package fileprivate(set) var memoryBytes: Int64
        package fileprivate(set) var processes: Int
        /// Open descriptors of all its processes together.
        package fileprivate(set) var descriptors: Int
        /// As the script said last, 0 to 100; nil when it has not.
        package fileprivate(set) var percentage: Int?

        /// The largest number that JSON and doubles have as it is. Beyond it nothing is true, and sums could overflow.
        fileprivate static let largest: Int64 = 1 << 53

        /// Numbers below 0 and beyond 2^53 are taken for those.
        package init(at: Int64, cpuMilliseconds: Int64, memoryBytes: Int64, processes: Int, descriptors: Int, percentage: Int? = nil) {
            func sound(_ number: Int64) -> Int64 { min(max(number, 0), Self.largest) }
            self.at = sound(at)
            self.cpuMilliseconds = sound(cpuMilliseconds)
            self.memoryBytes = sound(memoryBytes)
            self.processes = Int(sound(Int64(processes)))
            self.descriptors = Int(sound(Int64(descriptors)))
            self.percentage = percentage.map { min(max($0, 0), 100) }
        }

        /// Both as one: the later one, with the greater memory, processes and descriptors, so that no peak is lost.
        fileprivate func with(_ earlier: Self) -> Self {
            var both = self
            both.memoryBytes = max(memoryBytes, earlier.memoryBytes)
            both.processes = max(processes, earlier.processes)
            both.descriptors = max(descriptors, earlier.descriptors)
            return both.after(earlier)
        }

        /// A process that left without being counted must not make the whole fall.
        fileprivate func after(_ earlier: Self) -> Self {
            var sample = self
            sample.cpuMilliseconds = max(cpuMilliseconds, earlier.cpuMilliseconds)
            return sample
        }
    }

    package static let most = 120

    /// Fewer than ``most``.
    private var kept: [Sample] = []
    /// What came too soon after the last one that is kept, to be one with the next.
    private var early: Sample?
    /// How far apart two samples are at least, in milliseconds.
    private var step: Int64 = 0

    package init() {}

    /// In the order of time; the last one is the newest that was taken.
    package var samples: [Sample] { early.map { kept + [$0] } ?? kept }

    /// Takes a sample that is later than all before; one that is not is left out.
    package mutating func add(_ sample: Sample) {
        var sample = sample
        if let last = early ?? kept.last {
            guard sample.at > last.at else { return }
            sample = early.map { sample.with($0) } ?? sample.after(last)
        }
        early = nil
        if let last = kept.last, sample.at - last.at < step {
            early = sample
            return
        }
        kept.append(sample)
        if kept.count == Self.most { halve() }
    }

    private mutating func halve() {
        step = max(step * 2, 2 * (kept[kept.count - 1].at - kept[0].at) / Int64(kept.count - 1))
        // From the end, so that the newest stays the newest.
        var halved: [Sample] = []
        for index in stride(from: kept.count - 1, through: 0, by: -2) {
            halved.append(index > 0 ? kept[index].with(kept[index - 1]) : kept[0])
        }
        kept = halved.reversed()
    }
}

extension RunSeries: Equatable {
    /// The same picture; how soon a next sample may come is not part of it.
    package static func == (one: Self, other: Self) -> Bool { one.samples == other.samples }
}

// MARK: As text

extension RunSeries {
    /// A line for each sample, its numbers apart by spaces: milliseconds, CPU, bytes, processes, descriptors, and the percentage if it is
    /// known. About 5 KB when it is full, never more than 12.
    package var text: String {
        samples.map { sample in
            let numbers = [
                sample.at, sample.cpuMilliseconds, sample.memoryBytes, Int64(sample.processes), Int64(sample.descriptors),
            ]
            return (numbers + (sample.percentage.map { [Int64($0)] } ?? [])).map { "\($0)" }.joined(separator: " ")
        }.joined(separator: "\n")
    }

    /// Reads what ``text`` wrote; more samples may be added. What can't be read is left out, and what follows the first ``most`` lines:
    /// rows may be changed by others.
    package init(reading text: String) {
        for line in text.split(separator: "\n", maxSplits: Self.most).prefix(Self.most) {
            let words = line.split(separator: " ", maxSplits: 6)
            let numbers = words.compactMap { Int64($0) }
            guard (5...6).contains(words.count), numbers.count == words.count,
                numbers.allSatisfy({ (0...Sample.largest).contains($0) })
            else { continue }
            let sample = Sample(
                at: numbers[0], cpuMilliseconds: numbers[1], memoryBytes: numbers[2], processes: Int(numbers[3]),
                descriptors: Int(numbers[4]), percentage: numbers.count == 6 ? Int(numbers[5]) : nil)
            // The last of a full one came early when it was written, and does so again.
            if kept.count == Self.most - 1 {
                if let last = kept.last, sample.at > last.at { early = sample.after(last) }
            } else {
                add(sample)
            }
        }
    }
}
