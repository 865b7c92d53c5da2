import YobanCore

/// Takes the members of a JSON object one by one and remembers what is wrong with each.
struct Fields {
    private var members: [JSON.Member]
    private(set) var objections: [HTTPProblem.Field] = []

    init(_ json: JSON) {
        if case .object(let members) = json {
            self.members = members.filter { $0.value != .null }
        } else {
            members = []
            objections = [.init(.pointer(""), Text(ja: "JSON オブジェクトを指定してください", en: "a JSON object is expected"))]
        }
    }

    /// Throws when a member was wrong, or one is left that nobody asked for.
    mutating func finish() throws(HTTPProblem) {
        for member in members {
            object(member.key, Text(ja: "このフィールドはありません", en: "there is no such field"))
        }
        guard objections.isEmpty else { throw .invalidFields(objections) }
    }

    /// Whether a member of this name is there and was not taken yet.
    func has(_ name: String) -> Bool { members.contains { $0.key == name } }

    mutating func text(_ name: String, in lengths: ClosedRange<Int> = 1...255) -> String? {
        guard let value = take(name) else { return nil }
        guard case .string(let text) = value, lengths.contains(text.unicodeScalars.count) else {
            let (least, most) = (lengths.lowerBound, lengths.upperBound)
            object(name, Text(ja: "\(least)〜\(most) 文字の文字列を指定してください", en: "a string of \(least) to \(most) characters is expected"))
            return nil
        }
        return text
    }

    mutating func requiredText(_ name: String) -> String {
        if !has(name) { object(name, Text(ja: "必須です", en: "it is required")) }
        return text(name) ?? ""
    }

    mutating func integer(_ name: String, in range: ClosedRange<Int>) -> Int? {
        guard let value = take(name) else { return nil }
        guard case .int(let number) = value, let number = Int(exactly: number), range.contains(number) else {
            object(
                name,
                Text(
                    ja: "\(range.lowerBound) 以上 \(range.upperBound) 以下の整数を指定してください",
                    en: "a whole number from \(range.lowerBound) to \(range.upperBound) is expected"))
            return nil
        }
        return number
    }

    /// Any number, whole or not.
    mutating func number(_ name: String) -> Double? {
        guard let value = take(name) else { return nil }
        let number: Double? =
            switch value {
            case .int(let number): Double(number)
            case .number(let text): Double(text)
            default: nil
            }
        guard let number, number.isFinite else {
            object(name, Text(ja: "数値を指定してください", en: "a number is expected"))
            return nil
        }
        return number
    }

    mutating func instant(_ name: String) -> Instant? {
        guard let value = take(name) else { return nil }
        guard case .string(let text) = value, let instant = Instant(rfc3339: text) else {
            object(name, Instant.expectation)
            return nil
        }
        return instant
    }

    mutating func bool(_ name: String) -> Bool? {
        guard let value = take(name) else { return nil }
        guard case .bool(let isSo) = value else {
            object(name, Text(ja: "true か false を指定してください", en: "true or false is expected"))
            return nil
        }
        return isSo
    }

    mutating func choice<Value: RawRepresentable & CaseIterable>(_ name: String, of: Value.Type) -> Value?
    where Value.RawValue == String {
        guard has(name) else {
            object(name, Text(ja: "必須です", en: "it is required"))
            return nil
        }
        return choice(text(name), name, of: Value.self)
    }

    mutating func choices<Value: RawRepresentable & CaseIterable>(_ name: String, of: Value.Type) -> [Value]
    where Value.RawValue == String {
        texts(name).compactMap { choice($0, name, of: Value.self) }
    }

    private mutating func choice<Value: RawRepresentable & CaseIterable>(_ text: String?, _ name: String, of: Value.Type) -> Value?
    where Value.RawValue == String {
        guard let text else { return nil }
        let value = Value(rawValue: text)
        if value == nil {
            let allowed = Value.allCases.map(\.rawValue).joined(separator: ", ")
            object(name, Text(ja: "使える値: \(allowed)", en: "allowed are \(allowed)"))
        }
        return value
    }

    mutating func integers(_ name: String, in range: ClosedRange<Int>) -> [Int] {
        guard let value = take(name) else { return [] }
        guard case .array(let values) = value else {
            object(name, Text(ja: "整数の配列を指定してください", en: "an array of whole numbers is expected"))
            return []
        }
        return values.enumerated().compactMap { index, value in
            if case .int(let number) = value, let number = Int(exactly: number), range.contains(number) { return number }
            object(name, "\(index)", Text(ja: "整数を指定してください", en: "a whole number is expected"))
            return nil
        }
    }

    mutating func texts(_ name: String) -> [String] {
        guard let value = take(name) else { return [] }
        guard case .array(let values) = value else {
            object(name, Text(ja: "文字列の配列を指定してください", en: "an array of strings is expected"))
            return []
        }
        return values.enumerated().compactMap { index, value in
            if case .string(let text) = value { return text }
            object(name, "\(index)", Text(ja: "文字列を指定してください", en: "a string is expected"))
            return nil
        }
    }

    /// An object of strings. Numbers and truth values are as good, written as JSON writes them.
    mutating func dictionary(_ name: String) -> [String: String] {
        guard let value = take(name) else { return [:] }
        guard case .object(let members) = value else {
            object(name, Text(ja: "オブジェクトを指定してください", en: "an object is expected"))
            return [:]
        }
        var values: [String: String] = [:]
        for member in members {
            switch member.value {
            case .string(let text): values[member.key] = text
            case .int, .number, .bool: values[member.key] = member.value.text
            case .null, .array, .object:
                object(name, member.key, Text(ja: "文字列か数値を指定してください", en: "a string or a number is expected"))
            }
        }
        return values
    }

    /// Says what is wrong with a member.
    mutating func object(_ path: String..., because text: Text) { objections.append(.init(.pointer(Self.pointer(path)), text)) }
    private mutating func object(_ name: String, _ text: Text) { object(name, because: text) }
    private mutating func object(_ name: String, _ inner: String, _ text: Text) { object(name, inner, because: text) }

    private mutating func take(_ name: String) -> JSON? {
        guard let index = members.firstIndex(where: { $0.key == name }) else { return nil }
        return members.remove(at: index).value
    }

    /// RFC 6901.
    static func pointer(_ path: [String]) -> String {
        path.map { "/" + $0.replacing("~", with: "~0").replacing("/", with: "~1") }.joined()
    }
}

extension Instant {
    static var expectation: Text {
        Text(
            ja: "RFC 3339 の時刻を指定してください（例: 2026-11-22T02:00:00+09:00）",
            en: "a time of RFC 3339 is expected, such as 2026-11-22T02:00:00+09:00")
    }
}
