import Testing
import YobanCore

@Suite("Reading JSON that others wrote") struct JSONReaderTests {
    @Test("what is written is read back")
    func roundTrip() throws {
        let value: JSON = [
            "id": 1287, "name": "夜番\n\"\\/\u{1B}\u{9B}😀", "none": nil, "flags": [true, false], "empty": [:], "list": [],
            "numbers": [0, -1, .int(.min), .int(.max), .number("-1.5e+3"), .number("9223372036854775808")],
        ]
        #expect(try JSON(parsing: Array(value.text.utf8)) == value)
    }

    @Test(
        "space, escapes and numbers are read as RFC 8259 says",
        arguments: [
            (" \t\r\n[ 1 , 2 ] ", [1, 2]), (#""\u591c\u756A \ud83d\ude00 \b\f\n\r\t\/\\\"""#, "夜番 😀 \u{8}\u{C}\n\r\t/\\\""), ("-0", 0),
            ("0.0", .number("0.0")), ("1E5", .number("1E5")), ("{\"\":{}}", ["": [:]]), ("\"\u{7F}\"", "\u{7F}"),
        ] as [(String, JSON)])
    func good(text: String, value: JSON) throws { #expect(try JSON(parsing: Array(text.utf8)) == value) }

    @Test(
        "what is no JSON is refused, with its place",
        arguments: [
            ("", 0), (" ", 1), ("nul", 0), ("True", 0), ("01", 0), ("1.", 2), (".5", 0), ("+1", 0), ("-", 1), ("1e", 2), ("1 2", 2),
            ("[1,]", 3), ("[1", 2), ("{", 1), ("{\"a\"}", 4), ("{\"a\":1,}", 7), ("{a:1}", 1), ("\"a", 2), ("\"\n\"", 1), ("\"\\x\"", 2),
            ("\"\\u12g4\"", 5), ("\"\\ud800\"", 3), ("\"\\ud800\\u0041\"", 3), ("\"\\udc00\"", 3), ("{\"a\":1,\"a\":2}", 7), ("'a'", 0),
            ("\u{FEFF}1", 0), ("[1]]", 3), ("NaN", 0),
        ])
    func bad(text: String, offset: Int) {
        let error = #expect(throws: JSON.Broken.self) { try JSON(parsing: Array(text.utf8)) }
        #expect(error?.offset == offset)
    }

    @Test("bytes that are no UTF-8 are refused")
    func encoding() {
        for bytes: [UInt8] in [[0xFF], [0xC3], [0xC0, 0x80], [0xED, 0xA0, 0x80]] {
            #expect(throws: JSON.Broken.self) { try JSON(parsing: [0x22] + bytes + [0x22]) }
        }
    }

    @Test("depth has an end, and a long text takes time in proportion")
    func hostile() throws {
        func nested(_ depth: Int) -> [UInt8] { Array((String(repeating: "[", count: depth) + String(repeating: "]", count: depth)).utf8) }
        _ = try JSON(parsing: nested(64))
        #expect(throws: JSON.Broken.self) { try JSON(parsing: nested(65)) }
        #expect(throws: JSON.Broken.self) { try JSON(parsing: Array(String(repeating: "[", count: 1_000_000).utf8)) }
        let names = (0..<50_000).map { "\"k\($0)\":0" }.joined(separator: ",")
        guard case .object(let members) = try JSON(parsing: Array("{\(names)}".utf8)) else { return #expect(Bool(false)) }
        #expect(members.count == 50_000)
    }

    @Test("any bytes are read or refused")
    func noise() {
        var generator = SystemRandomNumberGenerator()
        let alphabet = Array("{}[]\",:\\u0123456789eE+-.truefalsn \n".utf8) + [0xE5, 0xA4, 0x9C, 0xFF]
        for _ in 0..<20_000 {
            let bytes = (0..<Int.random(in: 0...24)).map { _ in alphabet.randomElement(using: &generator) ?? 0 }
            guard let value = try? JSON(parsing: bytes) else { continue }
            #expect((try? JSON(parsing: Array(value.text.utf8))) == value, "\(bytes)")
        }
    }
}
