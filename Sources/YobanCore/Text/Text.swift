/// A text for people, in both languages of the product.
///
/// Both are required, so a missing translation does not compile; a test finds one that was only copied.
package struct Text: Sendable, Hashable {
    package let ja: String
    package let en: String

    package init(ja: String, en: String) {
        self.ja = ja
        self.en = en
    }

    /// The text in one language.
    package func inLanguage(_ language: Language) -> String {
        switch language {
        case .japanese: ja
        case .english: en
        }
    }
}

/// A language that people may choose. The raw value is what `--lang` and the catalogue's `language` accept.
package enum Language: String, Sendable, CaseIterable {
    case japanese = "ja"
    case english = "en"

    /// The language that a locale's name asks for (`ja_JP.UTF-8`), or nil when it names neither.
    package init?(locale: String) {
        if locale.hasPrefix("ja") {
            self = .japanese
        } else if locale.hasPrefix("en") || locale == "C" || locale.hasPrefix("C.") || locale == "POSIX" {
            self = .english
        } else {
            return nil
        }
    }
}
