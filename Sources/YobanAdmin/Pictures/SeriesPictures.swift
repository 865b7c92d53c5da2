import YobanCore

/// What a run used as time went by and how far it was: pictures, and a table that says the same.
struct SeriesPictures {
    let values: [String: Any]

    /// Nil of a run that was too short to be looked at twice.
    ///
    /// - Parameter earlier: other runs of the same definition.
    init?(_ series: RunSeries, earlier: [RunSeries], _ write: Wording) {
        let samples = series.samples
        guard samples.count >= 2, let last = samples.last else { return nil }
        // A run that is as long as earlier ones stands over them; what goes on has room to the right.
        let span = max(last.at, earlier.compactMap { $0.samples.last?.at }.max() ?? 0)
        func picture(_ name: Text, top: Double? = nil, _ figure: (RunSeries) -> [LinePicture.Point], _ label: (Double) -> String)
            -> [String: Any]?
        {
            LinePicture(name, figure(series), earlier: earlier.map(figure), span: span, top: top, write, label: label)?.values
        }
        let pictures = [
            picture(Text(ja: "進捗", en: "Progress"), top: 100, Self.progress) { "\(Int($0))%" },
            picture(Text(ja: "メモリ", en: "Memory"), { Self.figure($0, \.memoryBytes) }) { write.size(Int64($0)) },
            picture(Text(ja: "CPU（100% = 1 コア）", en: "CPU (100% is one core)"), Self.load) { "\(Int(($0 * 100).rounded()))%" },
            picture(Text(ja: "ディスクリプター", en: "Descriptors"), { Self.figure($0, { Int64($0.descriptors) }) }) { "\(Int($0))" },
        ]
        let loads = [0] + Self.load(series).map(\.value)
        values = [
            "pictures": pictures.compactMap { $0 }, "hasEarlier": !earlier.isEmpty, "earlierCount": earlier.count,
            "rows": zip(samples, loads).map { sample, load -> [String: Any] in
                var row: [String: Any] = [
                    "at": write.duration(.milliseconds(sample.at)), "memory": write.size(sample.memoryBytes),
                    "load": "\(Int((load * 100).rounded()))%", "cpu": write.duration(.milliseconds(sample.cpuMilliseconds)),
                    "processes": sample.processes, "descriptors": sample.descriptors,
                ]
                row["percentage"] = sample.percentage.map { "\($0)%" }
                return row
            },
        ]
    }

    private static func figure(_ series: RunSeries, _ value: (RunSeries.Sample) -> Int64) -> [LinePicture.Point] {
        series.samples.map { LinePicture.Point(at: $0.at, value: Double(value($0))) }
    }

    private static func progress(_ series: RunSeries) -> [LinePicture.Point] {
        series.samples.compactMap { sample in sample.percentage.map { LinePicture.Point(at: sample.at, value: Double($0)) } }
    }

    /// Cores in use between a sample and the one before it.
    private static func load(_ series: RunSeries) -> [LinePicture.Point] {
        zip(series.samples, series.samples.dropFirst()).map { before, after in
            let used = Double(after.cpuMilliseconds - before.cpuMilliseconds) / Double(max(after.at - before.at, 1))
            return LinePicture.Point(at: after.at, value: max(used, 0))
        }
    }
}
