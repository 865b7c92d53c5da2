package import YobanCore

extension JSON {
    /// The samples of one attempt, in the order of time.
    package init(_ series: RunSeries, ofAttempt number: Int) {
        self = .object([
            Member("attempt", .int(Int64(number))),
            Member(
                "samples",
                .array(
                    series.samples.map { sample in
                        .object([
                            Member("elapsed_ms", .int(sample.at)), Member("cpu_ms", .int(sample.cpuMilliseconds)),
                            Member("memory_bytes", .int(sample.memoryBytes)), Member("processes", .int(Int64(sample.processes))),
                            Member("descriptors", .int(Int64(sample.descriptors))), Member("progress_percentage", JSON(sample.percentage)),
                        ])
                    })),
        ])
    }
}
