package import YobanCore

extension Language {
    /// The language of this process: `--lang`, else `YOBAN_LANG`, else what the catalogue says, else the locale's (`LC_ALL`,
    /// `LC_MESSAGES`, `LANG`: the first that is set decides, as POSIX has it), else English.
    package static func ofProcess(flag: Language?, configured: Language? = nil, environment: [String: String]) -> Language {
        if let chosen = flag ?? environment["YOBAN_LANG"].flatMap({ Language(locale: $0) }) ?? configured { return chosen }
        let locale = ["LC_ALL", "LC_MESSAGES", "LANG"].lazy.compactMap { environment[$0] }.first { !$0.isEmpty }
        return locale.flatMap { Language(locale: $0) } ?? .english
    }
}
