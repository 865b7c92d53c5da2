extension JSON {
    /// Where a text stops being JSON.
    package struct Broken: Error, Sendable, Equatable {
        /// In bytes from the beginning.
        package let offset: Int
    }

    /// Reads a text (RFC 8259) that others wrote: one value, UTF-8, no name twice in an object, at most 64 levels deep.
    package init(parsing bytes: [UInt8]) throws(Broken) {
        var reader = JSONReader(bytes)
        self = try reader.whole()
    }

    /// The member of this name; nil where there is none, or the value is no object.
    package subscript(name: String) -> JSON? {
        guard case .object(let members) = self else { return nil }
        return members.first { $0.key == name }?.value
    }
}

/// Takes values off a text of JSON, in one pass.
private struct JSONReader {
    private static let deepest = 64
    private let bytes: [UInt8]
    private var at = 0

    init(_ bytes: [UInt8]) { self.bytes = bytes }

    mutating func whole() throws(JSON.Broken) -> JSON {
        let value = try value(depth: 0)
        skipSpace()
        guard at == bytes.count else { throw broken }
        return value
    }

    private var broken: JSON.Broken { JSON.Broken(offset: at) }
    private var next: UInt8? { at < bytes.count ? bytes[at] : nil }

    private mutating func value(depth: Int) throws(JSON.Broken) -> JSON {
        skipSpace()
        switch next {
        case UInt8(ascii: "{"): return try object(depth: depth + 1)
        case UInt8(ascii: "["): return try array(depth: depth + 1)
        case UInt8(ascii: "\""): return .string(try string())
        case UInt8(ascii: "t"): return try word("true", .bool(true))
        case UInt8(ascii: "f"): return try word("false", .bool(false))
        case UInt8(ascii: "n"): return try word("null", .null)
        default: return try number()
        }
    }

    private mutating func object(depth: Int) throws(JSON.Broken) -> JSON {
        try enter(depth)
        var members: [JSON.Member] = []
        var names: Set<String> = []
        if take("}") { return .object([]) }
        repeat {
            skipSpace()
            let start = at
            guard next == UInt8(ascii: "\"") else { throw broken }
            let name = try string()
            guard names.insert(name).inserted else { throw JSON.Broken(offset: start) }
            guard take(":") else { throw broken }
            members.append(JSON.Member(name, try value(depth: depth)))
        } while take(",")
        guard take("}") else { throw broken }
        return .object(members)
    }

    private mutating func array(depth: Int) throws(JSON.Broken) -> JSON {
        try enter(depth)
        var values: [JSON] = []
        if take("]") { return .array([]) }
        repeat { values.append(try value(depth: depth)) } while take(",")
        guard take("]") else { throw broken }
        return .array(values)
    }

    private mutating func enter(_ depth: Int) throws(JSON.Broken) {
        guard depth <= Self.deepest else { throw broken }
        at += 1
    }

    private mutating func number() throws(JSON.Broken) -> JSON {
        let start = at
        if next == UInt8(ascii: "-") { at += 1 }
        let leading = next
        let whole = try digits()
        if leading == UInt8(ascii: "0"), whole > 1 { throw JSON.Broken(offset: start) }
        var isWhole = true
        if next == UInt8(ascii: ".") {
            at += 1
            _ = try digits()
            isWhole = false
        }
        if next == UInt8(ascii: "e") || next == UInt8(ascii: "E") {
            at += 1
            if next == UInt8(ascii: "+") || next == UInt8(ascii: "-") { at += 1 }
            _ = try digits()
            isWhole = false
        }
        let text = String(decoding: bytes[start..<at], as: UTF8.self)
        guard isWhole, let value = Int64(text) else { return .number(text) }
        return .int(value)
    }

    private mutating func digits() throws(JSON.Broken) -> Int {
        let start = at
        while let byte = next, (48...57).contains(byte) { at += 1 }
        guard at > start else { throw broken }
        return at - start
    }

    private mutating func string() throws(JSON.Broken) -> String {
        at += 1
        let start = at
        var text: [UInt8] = []
        while let byte = next {
            at += 1
            switch byte {
            case UInt8(ascii: "\""):
                guard let string = String(validating: text, as: UTF8.self) else { throw JSON.Broken(offset: start) }
                return string
            case UInt8(ascii: "\\"): try escape(into: &text)
            case 0..<0x20: throw JSON.Broken(offset: at - 1)
            default: text.append(byte)
            }
        }
        throw broken
    }

    private mutating func escape(into text: inout [UInt8]) throws(JSON.Broken) {
        guard let byte = next else { throw broken }
        at += 1
        switch byte {
        case UInt8(ascii: "\""), UInt8(ascii: "\\"), UInt8(ascii: "/"): text.append(byte)
        case UInt8(ascii: "b"): text.append(0x08)
        case UInt8(ascii: "f"): text.append(0x0C)
        case UInt8(ascii: "n"): text.append(0x0A)
        case UInt8(ascii: "r"): text.append(0x0D)
        case UInt8(ascii: "t"): text.append(0x09)
        case UInt8(ascii: "u"): text.append(contentsOf: Array(String(Character(try scalar())).utf8))
        default: throw JSON.Broken(offset: at - 1)
        }
    }

    /// What follows `\u`, with its second half where it is the first of a surrogate pair.
    private mutating func scalar() throws(JSON.Broken) -> Unicode.Scalar {
        let start = at
        var value = try hexadecimal()
        if (0xD800..<0xDC00).contains(value), at + 1 < bytes.count, bytes[at] == UInt8(ascii: "\\"), bytes[at + 1] == UInt8(ascii: "u") {
            at += 2
            let low = try hexadecimal()
            guard (0xDC00..<0xE000).contains(low) else { throw JSON.Broken(offset: start) }
            value = 0x10000 + (value - 0xD800) << 10 + (low - 0xDC00)
        }
        guard let scalar = Unicode.Scalar(value) else { throw JSON.Broken(offset: start) }
        return scalar
    }

    private mutating func hexadecimal() throws(JSON.Broken) -> UInt32 {
        var value: UInt32 = 0
        for _ in 0..<4 {
            guard let byte = next, let digit = Character(Unicode.Scalar(byte)).hexDigitValue else { throw broken }
            value = value << 4 | UInt32(digit)
            at += 1
        }
        return value
    }

    private mutating func word(_ word: StaticString, _ value: JSON) throws(JSON.Broken) -> JSON {
        let length = word.utf8CodeUnitCount
        guard at + length <= bytes.count, String(decoding: bytes[at..<at + length], as: UTF8.self) == "\(word)" else { throw broken }
        at += length
        return value
    }

    /// Whether the character comes next, after space; if so it is taken.
    private mutating func take(_ character: Unicode.Scalar) -> Bool {
        skipSpace()
        guard next == UInt8(ascii: character) else { return false }
        at += 1
        return true
    }

    private mutating func skipSpace() {
        while let byte = next, byte == 0x20 || byte == 0x09 || byte == 0x0A || byte == 0x0D { at += 1 }
    }
}
