import Mustache
import YobanCore

/// The pages as they stand in `CAssets/pages`, one library for each language.
///
/// A text for people stands in both languages at its place: `[[ジョブ|Jobs]]`.
struct Templates: Sendable {
    private let libraries: [Language: MustacheLibrary]

    static let shared: Self = {
        // They are parts of the program, and a test reads all of them.
        do { return try Self(Assets.all) } catch { fatalError("a page of this program can't be read: \(error)") }
    }()

    /// - Parameter assets: those whose names end in `.mustache` are pages. Throws what is wrong with one.
    init(_ assets: [String: Asset]) throws {
        var libraries: [Language: MustacheLibrary] = [:]
        for language in Language.allCases {
            var library = MustacheLibrary()
            for (name, asset) in assets where name.hasSuffix(".mustache") {
                let text = try Self.choosing(language, in: asset.text, of: name)
                try library.register(MustacheTemplate(string: text), named: String(name.dropLast(9)))
            }
            libraries[language] = library
        }
        self.libraries = libraries
    }

    /// The page, with every value escaped.
    func render(_ name: String, _ values: [String: Any], _ language: Language) -> String {
        libraries[language]?.render(values, withTemplate: name) ?? ""
    }

    /// One language of a page.
    static func choosing(_ language: Language, in page: String, of name: String) throws -> String {
        var text = ""
        var rest = page[...]
        while let start = rest.firstRange(of: "[[") {
            text += rest[..<start.lowerBound]
            rest = rest[start.upperBound...]
            guard let end = rest.firstRange(of: "]]") else { throw Untranslated(page: name, text: String(rest.prefix(40))) }
            let pair = rest[..<end.lowerBound].split(separator: "|", omittingEmptySubsequences: false)
            guard pair.count == 2, !pair[0].isEmpty, !pair[1].isEmpty else {
                throw Untranslated(page: name, text: String(rest[..<end.lowerBound]))
            }
            text += language == .japanese ? pair[0] : pair[1]
            rest = rest[end.upperBound...]
        }
        return text + rest
    }

    /// A text that does not stand in both languages.
    struct Untranslated: Error {
        let page: String
        let text: String
    }
}
