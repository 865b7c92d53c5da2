import YobanCore
import YobanOperations

/// How long jobs of a queue waited: a column for each part of the time, as high as 95 of 100 waited at most, half of them darker.
struct WaitsPicture {
    private static let width = 720
    private static let height = 96
    private static let bottom = 82
    private static let top = 16

    let values: [String: Any]

    init(_ queue: QueueWaits, _ write: Wording) {
        let all = queue.parts.flatMap(\.waits).sorted()
        let longest = queue.parts.compactMap { $0.waits.percentile(95) }.max() ?? .zero
        let step = Double(Self.width) / Double(max(queue.parts.count, 1))
        func height(_ wait: Duration) -> Int {
            max(1, Int(Int64(Self.bottom - Self.top) * wait.inMilliseconds / max(longest.inMilliseconds, 1)))
        }
        let columns = queue.parts.enumerated().compactMap { index, part -> [String: Any]? in
            guard let half = part.waits.percentile(50), let most = part.waits.percentile(95), let last = part.waits.last else { return nil }
            let span = "\(write.clock(part.start)) – \(write.clock(part.end))"
            return [
                "x": Picture.number(Double(index) * step + 1), "width": Picture.number(max(step - 2, 2)), "span": span,
                "mostY": Self.bottom - height(most), "mostHeight": height(most), "halfY": Self.bottom - height(half),
                "halfHeight": height(half), "count": part.waits.count, "p50": write.duration(half), "p95": write.duration(most),
                "longest": write.duration(last), "label": "\(span): p50 \(write.duration(half)), p95 \(write.duration(most))",
            ]
        }
        values = [
            "queue": queue.queue, "width": Self.width, "height": Self.height, "bottom": Self.bottom, "columns": columns,
            "count": all.count, "p50": all.percentile(50).map { write.duration($0) } ?? "",
            "p95": all.percentile(95).map { write.duration($0) } ?? "", "top": write.duration(longest),
            "from": queue.parts.first.map { write.clock($0.start) } ?? "", "to": queue.parts.last.map { write.clock($0.end) } ?? "",
        ]
    }
}
