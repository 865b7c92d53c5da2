extension String {
    /// The beginning of a text that may be long and hold anything, on one line, to be quoted in a message.
    package var shortened: String {
        unicodeScalars.count > 60 ? String(String.UnicodeScalarView(unicodeScalars.prefix(60))).onOneLine + "…" : onOneLine
    }

    /// With a replacement for every control character, so that a terminal shows it and does not obey it.
    package var onOneLine: String {
        String(String.UnicodeScalarView(unicodeScalars.map { $0.properties.generalCategory == .control ? "\u{FFFD}" : $0 }))
    }
}

extension Unicode.Scalar {
    /// Whether a terminal might obey it instead of showing it, or let it change how its neighbours are read.
    package var isUnsafeToShow: Bool {
        switch value {
        case 0..<0x20, 0x7F..<0xA0: true
        case 0x061C, 0x200E...0x200F, 0x2028...0x202E, 0x2066...0x2069: true
        default: false
        }
    }
}
