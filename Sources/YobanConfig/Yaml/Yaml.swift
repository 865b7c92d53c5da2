internal import YobanCore

/// A value of a YAML file, with the place where it stands.
struct Yaml {
    enum Content {
        case scalar(String, isPlain: Bool)
        case list([Yaml])
        /// Keys are plain texts and none stands twice.
        case mapping([Entry])
    }

    struct Entry {
        let key: String
        let mark: Mark
        let value: Yaml
    }

    /// Line and column from 1.
    struct Mark {
        let line: Int
        let column: Int
    }

    let content: Content
    let mark: Mark

    /// Nothing was written, or one of YAML's words for it.
    var isNull: Bool {
        guard case .scalar(let text, isPlain: true) = content else { return false }
        return ["", "~", "null", "Null", "NULL"].contains(text)
    }

    /// What stands here, for “wanted this, found that”.
    var kind: Text {
        switch content {
        case .scalar(_, isPlain: true) where isNull: .init(ja: "空の値", en: "nothing")
        case .scalar(let text, _): .init(ja: "「\(text.shortened)」", en: "“\(text.shortened)”")
        case .list: .init(ja: "リスト", en: "a list")
        case .mapping: .init(ja: "キーと値の組", en: "a mapping of keys to values")
        }
    }
}
