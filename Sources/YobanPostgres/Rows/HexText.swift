/// Bytes as the server writes and reads them in text: `\x`, and two digits for each.
struct HexText: Bindable {
    let bound: String

    private static let digits = Array("0123456789abcdef".utf8)

    init(_ bytes: [UInt8]) {
        bound = String(unsafeUninitializedCapacity: 2 + 2 * bytes.count) { text in
            text[0] = UInt8(ascii: "\\")
            text[1] = UInt8(ascii: "x")
            for (index, byte) in bytes.enumerated() {
                text[2 + 2 * index] = Self.digits[Int(byte >> 4)]
                text[3 + 2 * index] = Self.digits[Int(byte & 15)]
            }
            return 2 + 2 * bytes.count
        }
    }

    static func bytes(_ text: String) -> [UInt8] {
        var text = text
        return text.withUTF8 { text in
            (1..<max(1, text.count / 2)).map { value(text[2 * $0]) << 4 | value(text[2 * $0 + 1]) }
        }
    }

    private static func value(_ digit: UInt8) -> UInt8 { digit < UInt8(ascii: "a") ? digit & 15 : digit - UInt8(ascii: "a") + 10 }
}
