import Hummingbird
import YobanCore

/// Takes what follows `?` one by one and remembers what is wrong with each.
struct Query {
    private var values: [String: [String]] = [:]
    private var objections: [HTTPProblem.Field] = []

    init(_ request: Request) {
        for (name, value) in request.uri.queryParameters { values[String(name), default: []].append(String(value)) }
    }

    /// Throws when a value was wrong, or one is left that nobody asked for.
    func finish() throws(HTTPProblem) {
        var all = objections
        for name in values.keys.sorted() {
            all.append(.init(.parameter(name), Text(ja: "このパラメータはありません", en: "there is no such parameter")))
        }
        guard all.isEmpty else { throw .invalidFields(all) }
    }

    mutating func text(_ name: String) -> String? {
        guard let found = values.removeValue(forKey: name) else { return nil }
        guard found.count == 1, let value = found.first, (1...255).contains(value.utf8.count) else {
            object(name, Text(ja: "1〜255 バイトの値を 1 つ指定してください", en: "one value of 1 to 255 bytes is expected"))
            return nil
        }
        return value
    }

    mutating func requiredText(_ name: String) -> String {
        if values[name] == nil { object(name, Text(ja: "必須です", en: "it is required")) }
        return text(name) ?? ""
    }

    mutating func integer(_ name: String, in range: ClosedRange<Int>) -> Int? {
        guard let text = text(name) else { return nil }
        guard let number = Int(text), range.contains(number) else {
            object(
                name,
                Text(
                    ja: "\(range.lowerBound) 以上 \(range.upperBound) 以下の整数を指定してください",
                    en: "a whole number from \(range.lowerBound) to \(range.upperBound) is expected"))
            return nil
        }
        return number
    }

    /// Several, each given by itself or with commas between.
    mutating func integers(_ name: String, in range: ClosedRange<Int>, atMost count: Int) -> [Int] {
        let texts = takeSeveral(name)
        let found = texts.compactMap { Int($0) }.filter(range.contains)
        if found.count < texts.count || found.count > count {
            object(
                name,
                Text(
                    ja: "\(range.lowerBound) 以上の整数をカンマ区切りで \(count) 個まで指定できます",
                    en: "at most \(count) whole numbers from \(range.lowerBound) on are expected, with commas between"))
        }
        return found
    }

    mutating func instant(_ name: String) -> Instant? {
        guard let text = text(name) else { return nil }
        let instant = Instant(rfc3339: text)
        if instant == nil { object(name, Instant.expectation) }
        return instant
    }

    mutating func choice<Value: RawRepresentable & CaseIterable>(_ name: String, of: Value.Type) -> Value?
    where Value.RawValue == String {
        let found = several(name, of: Value.self)
        if found.count > 1 { object(name, Text(ja: "値を 1 つ指定してください", en: "one value is expected")) }
        return found.first
    }

    /// Several, each given by itself or with commas between.
    mutating func several<Value: RawRepresentable & CaseIterable>(_ name: String, of: Value.Type) -> [Value]
    where Value.RawValue == String {
        takeSeveral(name).compactMap { text in
            let value = Value(rawValue: text)
            if value == nil {
                let allowed = Value.allCases.map(\.rawValue).joined(separator: ", ")
                object(name, Text(ja: "使える値: \(allowed)", en: "allowed are \(allowed)"))
            }
            return value
        }
    }

    private mutating func takeSeveral(_ name: String) -> [String] {
        (values.removeValue(forKey: name) ?? []).flatMap { $0.split(separator: ",", omittingEmptySubsequences: false).map(String.init) }
    }

    private mutating func object(_ name: String, _ text: Text) { objections.append(.init(.parameter(name), text)) }
}
