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
