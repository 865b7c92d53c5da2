/// One line of output, as a terminal would show it.
struct LogText {
    private let bytes: ArraySlice<UInt8>

    init(_ line: ArraySlice<UInt8>) { bytes = line }

    /// Writes it as HTML. The style goes on to the next line, as in a terminal.
    func write(to html: inout [UInt8], _ style: inout TextStyle) {
        // Most lines hold nothing that a terminal would obey.
        guard bytes.contains(where: { $0 == 0x1B || $0 == 0x0D || $0 == 0x08 }) else {
            if !bytes.isEmpty { Self.write(bytes, style, to: &html) }
            return
        }
        var pieces: [(style: TextStyle, text: [UInt8])] = [(style, [])]
        var index = bytes.startIndex
        var returned = false
        while index < bytes.endIndex {
            let byte = bytes[index]
            if byte == 0x1B {
                let sequence = Escape(bytes, at: index)
                index = sequence.end
                if let codes = sequence.colours {
                    style.take(codes)
                    pieces.append((style, []))
                }
                continue
            }
            index += 1
            if byte == 0x0D {
                // What comes next is written over what was there. At the end of a line it moves nothing.
                returned = true
                continue
            }
            if returned {
                pieces = [(style, [])]
                returned = false
            }
            if byte == 0x08 {
                Self.dropLast(&pieces)
                continue
            }
            pieces[pieces.count - 1].text.append(byte)
        }
        for piece in pieces where !piece.text.isEmpty { Self.write(piece.text[...], piece.style, to: &html) }
    }

    private static func write(_ text: ArraySlice<UInt8>, _ style: TextStyle, to html: inout [UInt8]) {
        guard !style.isPlain else { return ShownText.write(text, to: &html) }
        html += "<span class=\"\(style.classes)\">".utf8
        ShownText.write(text, to: &html)
        html += "</span>".utf8
    }

    /// The last character that was written, which may be of several bytes.
    private static func dropLast(_ pieces: inout [(style: TextStyle, text: [UInt8])]) {
        guard let last = pieces.lastIndex(where: { !$0.text.isEmpty }) else { return }
        while let byte = pieces[last].text.popLast(), byte & 0xC0 == 0x80 {}
    }
}

/// A sequence that a terminal would obey: where it ends, and what it says of colours.
private struct Escape {
    let end: Int
    /// The numbers of `ESC [ … m`.
    var colours: [Int]?

    init(_ bytes: ArraySlice<UInt8>, at start: Int) {
        var index = start + 1
        guard index < bytes.endIndex else {
            end = index
            return
        }
        switch bytes[index] {
        case UInt8(ascii: "["):
            index += 1
            let first = index
            while index < bytes.endIndex, !(0x40...0x7E).contains(bytes[index]) { index += 1 }
            if index < bytes.endIndex, bytes[index] == UInt8(ascii: "m") {
                let numbers = bytes[first..<index].split(omittingEmptySubsequences: false) {
                    $0 == UInt8(ascii: ";") || $0 == UInt8(ascii: ":")
                }
                colours = first == index ? [] : numbers.prefix(32).map { Int(String(decoding: $0, as: UTF8.self)) ?? 0 }
            }
            end = min(index + 1, bytes.endIndex)
        case UInt8(ascii: "]"), UInt8(ascii: "P"), UInt8(ascii: "^"), UInt8(ascii: "_"), UInt8(ascii: "X"):
            // A title, a link: up to BEL or ESC \.
            while index < bytes.endIndex, bytes[index] != 0x07, bytes[index] != 0x1B { index += 1 }
            end = index < bytes.endIndex && bytes[index] == 0x1B ? min(index + 2, bytes.endIndex) : min(index + 1, bytes.endIndex)
        case 0x20...0x2F: end = min(index + 2, bytes.endIndex)
        default: end = index + 1
        }
    }
}
