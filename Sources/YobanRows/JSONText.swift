import FoundationEssentials

/// The JSON texts in columns.
package enum JSONText {
    /// An object with sorted keys; nil for none, so that a plain job has NULL.
    package static func parameters(_ values: [String: String]) -> String? { values.isEmpty ? nil : encode(values) }

    /// The values of an object of texts, numbers and booleans; nil when the text is anything else.
    package static func parameters(from text: String) -> [String: String]? {
        decode([String: Scalar].self, text)?.mapValues(\.text)
    }

    package static func list(_ values: [String]) -> String { encode(values) }
    package static func list(from text: String?) -> [String] { text.flatMap { decode([String].self, $0) } ?? [] }

    private static func encode(_ value: some Encodable) -> String {
        let encoder = JSONEncoder()
        encoder.outputFormatting = [.sortedKeys, .withoutEscapingSlashes]
        // Texts and containers of texts can always be encoded.
        guard let data = try? encoder.encode(value) else { return "null" }
        return String(decoding: data, as: UTF8.self)
    }

    private static func decode<T: Decodable>(_ type: T.Type, _ text: String) -> T? {
        try? JSONDecoder().decode(type, from: Data(text.utf8))
    }
}

/// A value that a hand-written parameters object may hold.
private struct Scalar: Decodable {
    let text: String

    init(from decoder: any Decoder) throws {
        let value = try decoder.singleValueContainer()
        if let text = try? value.decode(String.self) {
            self.text = text
        } else if let flag = try? value.decode(Bool.self) {
            text = String(flag)
        } else if let number = try? value.decode(Int64.self) {
            text = String(number)
        } else {
            text = String(try value.decode(Double.self))
        }
    }
}
