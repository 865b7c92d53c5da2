import YobanCore

/// One figure of a run as time goes by, with the same figure of earlier runs behind it.
struct LinePicture {
    static let width = 360
    static let height = 110
    private static let top = 18.0
    private static let bottom = 96.0

    /// A point of a line: milliseconds since the script began, and the figure.
    struct Point: Equatable {
        let at: Int64
        let value: Double
    }

    let values: [String: Any]

    /// Nil of fewer than two points.
    ///
    /// - Parameters:
    ///   - name: what is shown.
    ///   - span: how many milliseconds the width is, the same for all pictures of a run.
    ///   - top: the greatest figure that can be; nil: the greatest that there is.
    ///   - label: writes a figure.
    init?(
        _ name: Text, _ points: [Point], earlier: [[Point]] = [], span: Int64, top: Double? = nil, _ write: Wording,
        label: (Double) -> String
    ) {
        guard points.count >= 2, let greatest = points.map(\.value).max() else { return nil }
        let all = earlier.joined().filter { $0.at <= span }.map(\.value)
        // Never 0, by which nothing can be divided.
        let scale = max(top ?? max(greatest, all.max() ?? 0), 0.000_1)
        func place(_ point: Point) -> String {
            let x = Double(Self.width) * Double(min(point.at, span)) / Double(max(span, 1))
            let y = Self.bottom - (Self.bottom - Self.top) * min(max(point.value / scale, 0), 1)
            return "\(Picture.number(x)) \(Picture.number(y))"
        }
        func path(_ points: [Point]) -> String { "M" + points.map(place).joined(separator: "L") }
        values = [
            "name": write(name), "width": Self.width, "height": Self.height, "d": path(points), "greatest": label(greatest),
            "last": label(points[points.count - 1].value), "top": label(scale), "span": write.duration(.milliseconds(span)),
            "earlier": earlier.filter { $0.count >= 2 }.map { path($0.filter { $0.at <= span }) }.filter { $0 != "M" },
        ]
    }
}
