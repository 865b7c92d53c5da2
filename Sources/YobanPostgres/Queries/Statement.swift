import YobanCore

/// SQL with named places for values, `:name`. The server knows them by number.
struct Statement: Sendable {
    /// As it is sent: `$1`, `$2` in place of the names.
    let sql: String
    private let names: [String]

    init(_ text: String) {
        var sql = ""
        var names: [String] = []
        var rest = text[...]
        while let colon = rest.firstIndex(of: ":") {
            sql += rest[..<colon]
            rest = rest[colon...].dropFirst()
            if rest.first == ":" {
                sql += "::"
                rest = rest.dropFirst()
                continue
            }
            let name = String(rest.prefix { $0.isLetter })
            rest = rest.dropFirst(name.count)
            if !names.contains(name) { names.append(name) }
            sql += "$\((names.firstIndex(of: name) ?? 0) + 1)"
        }
        self.sql = sql + rest
        self.names = names
    }

    /// The values in the server's order. libpq would cut a text at its NUL.
    func values(_ arguments: [String: (any Bindable)?]) throws -> [String?] {
        try names.map { name in
            guard let value = arguments[name] ?? nil else { return nil }
            let text = value.bound
            guard !text.utf8.contains(0) else { throw HoldsNUL() }
            return text
        }
    }
}

struct HoldsNUL: Error {}

/// What can stand in a place of a statement, as the server reads it from text.
protocol Bindable: Sendable {
    var bound: String { get }
}

extension String: Bindable {
    var bound: String { self }
}

extension Int: Bindable {
    var bound: String { description }
}

extension Int64: Bindable {
    var bound: String { description }
}

extension Bool: Bindable {
    var bound: String { self ? "t" : "f" }
}

/// Milliseconds since 1970.
extension Instant: Bindable {
    var bound: String { milliseconds.bound }
}

extension JobID: Bindable {
    var bound: String { value.bound }
}

/// A list in which nil stands for NULL.
struct List: Bindable {
    let bound: String

    init(_ values: [(any Bindable)?]) {
        var text: [UInt8] = [UInt8(ascii: "{")]
        for (index, value) in values.enumerated() {
            if index > 0 { text.append(UInt8(ascii: ",")) }
            guard let bound = value?.bound else {
                text += "NULL".utf8
                continue
            }
            text.append(Self.quote)
            for byte in bound.utf8 {
                if byte == Self.quote || byte == Self.escape { text.append(Self.escape) }
                text.append(byte)
            }
            text.append(Self.quote)
        }
        text.append(UInt8(ascii: "}"))
        bound = String(decoding: text, as: UTF8.self)
    }

    private static let quote = UInt8(ascii: "\"")
    private static let escape = UInt8(ascii: "\\")
}
