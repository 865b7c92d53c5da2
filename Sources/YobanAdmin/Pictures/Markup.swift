/// HTML that is written by the hundred, where a template would take longer than all else.
struct Markup {
    private(set) var bytes: [UInt8] = []

    var text: String { String(decoding: bytes, as: UTF8.self) }

    /// What stands in the program itself.
    mutating func add(_ html: StaticString) {
        html.withUTF8Buffer { bytes += $0 }
    }

    /// Anything else: shown as it is, also inside quotes.
    mutating func show(_ text: String) { ShownText.write(Array(text.utf8)[...], to: &bytes) }
}
