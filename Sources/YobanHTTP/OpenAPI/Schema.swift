import YobanCore

/// Words of JSON Schema 2020-12, as OpenAPI 3.1 uses them.
enum Schema {
    static let string: JSON = ["type": "string"]
    static let boolean: JSON = ["type": "boolean"]
    static let time: JSON = ["type": "string", "format": "date-time"]

    static func string(_ lengths: ClosedRange<Int>) -> JSON {
        ["type": "string", "minLength": .int(Int64(lengths.lowerBound)), "maxLength": .int(Int64(lengths.upperBound))]
    }

    static func integer(_ range: ClosedRange<Int>) -> JSON {
        ["type": "integer", "minimum": .int(Int64(range.lowerBound)), "maximum": .int(Int64(range.upperBound))]
    }

    static func integer(atLeast minimum: Int64) -> JSON { ["type": "integer", "minimum": .int(minimum)] }

    static let integer: JSON = ["type": "integer"]
    /// The number of a job, a token, an entry.
    static let number = integer(1...Int(Int64.max))

    static func choice<Value: RawRepresentable & CaseIterable>(_: Value.Type) -> JSON where Value.RawValue == String {
        ["type": "string", "enum": .array(Value.allCases.map { .string($0.rawValue) })]
    }

    static func choice(_ values: String...) -> JSON { ["type": "string", "enum": .array(values.map { .string($0) })] }

    static func array(_ items: JSON, atMost count: Int? = nil) -> JSON {
        .object([.init("type", "array"), .init("items", items)] + (count.map { [.init("maxItems", .int(Int64($0)))] } ?? []))
    }

    static func orNull(_ schema: JSON) -> JSON { ["anyOf": [schema, ["type": "null"]]] }

    static func reference(_ name: String) -> JSON { ["$ref": .string("#/components/schemas/\(name)")] }

    /// An answer: its members are always there, but for the optional ones.
    static func answer(_ members: KeyValuePairs<String, JSON>, optional: KeyValuePairs<String, JSON> = [:]) -> JSON {
        answer(members.map { ($0.key, $0.value) }, optional: optional)
    }

    static func answer(_ members: [(String, JSON)], optional: KeyValuePairs<String, JSON> = [:]) -> JSON {
        [
            "type": "object", "required": .array(members.map { .string($0.0) }),
            "properties": .object(members.map { .init($0.0, $0.1) } + optional.map { .init($0.key, $0.value) }),
        ]
    }

    /// A body: nothing but these members, and null counts as missing.
    static func body(_ required: KeyValuePairs<String, JSON>, optional: KeyValuePairs<String, JSON>) -> JSON {
        [
            "type": "object", "additionalProperties": false, "required": .array(required.map { .string($0.key) }),
            "properties": .object(
                required.map { .init($0.key, $0.value) } + optional.map { .init($0.key, orNull($0.value)) }),
        ]
    }
}
