import YobanCore

/// Figures as text that Prometheus reads: exposition format 0.0.4.
struct Metrics {
    /// What a figure is said of, in the order shown.
    typealias Labels = KeyValuePairs<String, String>

    static let type = "text/plain; version=0.0.4; charset=utf-8"
    /// Of a label's value, in bytes: other programs may write names of any length.
    static let longestLabel = 100

    private(set) var text = ""
    private var seen: Set<String> = []

    /// Adds one gauge with all its samples, in the order given. Of samples that can't be told apart the first counts.
    mutating func gauge(_ name: String, _ help: String, _ samples: [(labels: Labels, value: String)]) {
        begin(name, help, "gauge")
        for (labels, value) in samples { add(name, labels, value) }
    }

    /// The same for what only rises.
    mutating func counter(_ name: String, _ help: String, _ samples: [(labels: Labels, value: String)]) {
        begin(name, help, "counter")
        for (labels, value) in samples { add(name, labels, value) }
    }

    /// Announces samples.
    mutating func begin(_ name: String, _ help: String, _ type: String) {
        text += "# HELP \(name) \(Self.escaped(help))\n# TYPE \(name) \(type)\n"
    }

    /// A sample of what was announced last.
    mutating func add(_ name: String, _ labels: Labels, _ value: String) {
        let inner = labels.map { "\($0.key)=\"\(Self.escaped($0.value.cut(to: Self.longestLabel), quotes: true))\"" }.joined(
            separator: ",")
        let series = name + (inner.isEmpty ? "" : "{\(inner)}")
        if seen.insert(series).inserted { text += "\(series) \(value)\n" }
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
