internal import YobanCore

/// Where the queue is kept, as people write it.
enum StoreAddress {
    struct Refusal: Error {
        let message: Text
    }

    /// `sqlite:` and an absolute path.
    /// - Parameter folder: what a relative path belongs to.
    static func resolve(_ text: String, in folder: String) -> Result<String, Refusal> {
        guard let colon = text.firstIndex(of: ":") else { return .failure(.init(message: noKind(text))) }
        let kind = text[..<colon]
        let path = String(text[text.index(after: colon)...])
        guard kind == "sqlite" else { return .failure(.init(message: unknown(String(kind)))) }
        guard !path.isEmpty, !path.hasSuffix("/") else { return .failure(.init(message: noPath)) }
        return .success("sqlite:" + Path.resolve(path, in: folder))
    }

    private static func noKind(_ text: String) -> Text {
        Text(
            ja: "「store」には種類も書いてください: sqlite:\(text.shortened)",
            en: "“store” begins with its kind: sqlite:\(text.shortened)"
        )
    }

    private static let noPath = Text(
        ja: "「store」にファイルのパスがありません。例: sqlite:yoban.db",
        en: "“store” names no file; write for example sqlite:yoban.db"
    )

    private static func unknown(_ kind: String) -> Text {
        Text(
            ja: "この版の yoban が使えるストアは sqlite: だけです（指定されたもの: \(kind.shortened):）。例: sqlite:yoban.db",
            en: "this version of yoban speaks to one kind of store, sqlite: (given: \(kind.shortened):); write for example sqlite:yoban.db"
        )
    }
}
