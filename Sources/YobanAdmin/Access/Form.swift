import Hummingbird
import YobanCore
import YobanHTTP

/// The fields of a form that a browser sent.
struct Form {
    private var values: [String: [String]] = [:]

    /// Throws when it is no form, or too long.
    init(_ request: Request) async throws {
        let type = request.headers[.contentType]?.prefix { $0 != ";" }.lowercased()
        let bytes = try await request.bytes()
        guard type == "application/x-www-form-urlencoded" else {
            guard bytes.isEmpty else { throw HTTPProblem.noForm }
            self.init(parsing: [])
            return
        }
        self.init(parsing: bytes)
    }

    init(parsing bytes: [UInt8]) {
        for field in bytes.split(separator: UInt8(ascii: "&")) {
            let parts = field.split(separator: UInt8(ascii: "="), maxSplits: 1, omittingEmptySubsequences: false)
            values[Self.decoded(parts[0]), default: []].append(parts.count > 1 ? Self.decoded(parts[1]) : "")
        }
    }

    /// What was typed, nil for nothing.
    subscript(name: String) -> String? { values[name]?.first.flatMap { $0.isEmpty ? nil : $0 } }

    func all(_ name: String) -> [String] { values[name] ?? [] }

    func has(_ name: String) -> Bool { values[name] != nil }

    private static func decoded(_ bytes: ArraySlice<UInt8>) -> String {
        var text: [UInt8] = []
        var index = bytes.startIndex
        while index < bytes.endIndex {
            let byte = bytes[index]
            if byte == UInt8(ascii: "%"), index + 2 < bytes.endIndex, let high = digit(bytes[index + 1]), let low = digit(bytes[index + 2])
            {
                text.append(high << 4 | low)
                index += 3
            } else {
                text.append(byte == UInt8(ascii: "+") ? UInt8(ascii: " ") : byte)
                index += 1
            }
        }
        return String(decoding: text, as: UTF8.self)
    }

    private static func digit(_ byte: UInt8) -> UInt8? {
        switch byte {
        case 0x30...0x39: byte - 0x30
        case 0x41...0x46: byte - 0x37
        case 0x61...0x66: byte - 0x57
        default: nil
        }
    }
}

extension HTTPProblem {
    static var noForm: Self {
        Self(.unsupportedMediaType, "no_form", Text(ja: "フォームとして送信してください", en: "this is to be sent as a form"))
    }

    /// A field lacks, or holds what no page of ours sends.
    static var unreadableForm: Self {
        Self(
            .unprocessableContent, "unreadable_form",
            Text(ja: "フォームの値を読めません。ページを再読み込みしてからもう一度操作してください", en: "a value of the form can't be read. Load the page again and repeat"))
    }

    /// A form that no page of this session holds: sent by another page, or from before the last sign-in.
    static var strangeForm: Self {
        Self(
            .forbidden, "strange_form",
            Text(
                ja: "この操作は画面のフォームから送信されていないか、画面が古くなっています。ページを再読み込みしてからもう一度操作してください",
                en: "this did not come from a form of this screen, or the page is old. Load the page again and repeat"))
    }

    static var noSuchPage: Self { Self(.notFound, "unknown_route", Text(ja: "このページはありません", en: "there is no such page")) }
}
