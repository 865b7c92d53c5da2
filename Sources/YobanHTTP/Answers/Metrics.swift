import YobanCore

/// Figures as text that Prometheus reads: exposition format 0.0.4.
struct Metrics {
    /// What a figure is said of, in the order shown.
    typealias Labels = KeyValuePairs<String, String>

    static let type = "text/plain; version=0.0.4; charset=utf-8"
    /// Of a label's value, in bytes: other programs may write names of any length.
    static let longestLabel = 100

    private(set) var text = ""

    /// Adds one gauge with all its samples, in the order given. Of samples that can't be told apart the first counts.
    mutating func gauge(_ name: String, _ help: String, _ samples: [(labels: Labels, value: String)]) {
        text += "# HELP \(name) \(Self.escaped(help))\n# TYPE \(name) gauge\n"
        var seen: Set<String> = []
        for (labels, value) in samples {
            let inner = labels.map { "\($0.key)=\"\(Self.escaped($0.value.cut(to: Self.longestLabel), quotes: true))\"" }.joined(
                separator: ",")
            if seen.insert(inner).inserted { text += "\(name)\(inner.isEmpty ? "" : "{\(inner)}") \(value)\n" }
        }
    }

    /// A line break would end the sample, a quote its label.
    static func escaped(_ text: String, quotes: Bool = false) -> String {
        var escaped = ""
        for scalar in text.unicodeScalars {
            switch scalar {
            case "\\": escaped += "\\\\"
            case "\n": escaped += "\\n"
            case "\"" where quotes: escaped += "\\\""
            default: escaped.unicodeScalars.append(scalar)
            }
        }
        return escaped
    }
}

extension Duration {
    /// As Prometheus counts time.
    var inSeconds: String { "\(Double(inMilliseconds) / 1000)" }
}

extension String {
    /// The beginning that fits into so many bytes of UTF-8, in whole scalars.
    func cut(to bytes: Int) -> String {
        var count = 0
        var kept = String.UnicodeScalarView()
        for scalar in unicodeScalars {
            count += Unicode.UTF8.width(scalar)
            if count > bytes { break }
            kept.append(scalar)
        }
        return String(kept)
    }
}
