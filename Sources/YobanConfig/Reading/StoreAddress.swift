internal import YobanCore

/// Where the queue is kept, as people write it.
///
/// Of a database server only what every engine asks for is looked at: its engine reads the rest, and knows the words for what is wrong.
enum StoreAddress {
    struct Refusal: Error {
        let message: Text
    }

    private static let servers = ["mysql", "mariadb", "postgres", "postgresql"]

    /// `sqlite:` and an absolute path, or the address of a database server as it was written.
    /// - Parameter folder: what a relative path belongs to.
    static func resolve(_ text: String, in folder: String) -> Result<String, Refusal> {
        guard let colon = text.firstIndex(of: ":") else { return .failure(.init(message: StoreTexts.noKind(text))) }
        let kind = String(text[..<colon])
        let rest = text[text.index(after: colon)...]
        if servers.contains(kind) {
            if let refusal = refusal(of: rest, kind) { return .failure(.init(message: refusal)) }
            return .success(text)
        }
        guard kind == "sqlite" else { return .failure(.init(message: StoreTexts.unknown(kind))) }
        guard !rest.isEmpty, !rest.hasSuffix("/") else { return .failure(.init(message: StoreTexts.noPath)) }
        return .success("sqlite:" + Path.resolve(String(rest), in: folder))
    }

    /// What is wrong with what follows the scheme. Never repeats it: it may hold a password.
    private static func refusal(of rest: Substring, _ kind: String) -> Text? {
        guard rest.hasPrefix("//") else { return StoreTexts.noServer(kind) }
        let mark = rest.firstIndex(of: "?") ?? rest.endIndex
        let place = rest[rest.index(rest.startIndex, offsetBy: 2)..<mark]
        // An unescaped slash in a password is no beginning of the path for who wrote it.
        let user = place.lastIndex(of: "@").map { place[..<$0] } ?? ""
        let options = rest[mark...].dropFirst().split(separator: "&").map { $0.prefix { $0 != "=" } }
        if user.contains(":") || options.contains("password") { return StoreTexts.passwordInAddress }
        guard let slash = place.firstIndex(of: "/"), place.index(after: slash) < place.endIndex else { return StoreTexts.noServer(kind) }
        return nil
    }
}

/// What is said about the place of the queue.
enum StoreTexts {
    static func noKind(_ text: String) -> Text {
        Text(
            ja: "「store」には種類も書いてください: sqlite:\(text.shortened)",
            en: "“store” begins with its kind: sqlite:\(text.shortened)"
        )
    }

    static let noPath = Text(
        ja: "「store」にファイルのパスがありません。例: sqlite:yoban.db",
        en: "“store” names no file; write for example sqlite:yoban.db"
    )

    static func unknown(_ kind: String) -> Text {
        Text(
            ja:
                "「store」に使える種類は sqlite:、mysql://、postgres:// です（指定されたもの: \(kind.shortened):）。例: sqlite:yoban.db、mysql://yoban@db.example/mirai_base",
            en:
                "“store” is sqlite:, mysql:// or postgres:// (given: \(kind.shortened):); write for example sqlite:yoban.db or mysql://yoban@db.example/mirai_base"
        )
    }

    static func noServer(_ kind: String) -> Text {
        Text(
            ja: "「store」にサーバーとデータベースの名前を書いてください: \(kind)://yoban@db.example/mirai_base",
            en: "“store” names a server and a database: \(kind)://yoban@db.example/mirai_base"
        )
    }

    static let passwordInAddress = Text(
        ja: "「store」にパスワードは書けません（プロセス一覧、履歴、ログに残るため）。?password-file=/etc/yoban/password を付けるか、環境変数 YOBAN_STORE_PASSWORD に設定してください。",
        en:
            "“store” cannot hold a password: it would show in process lists, histories and logs. Add ?password-file=/etc/yoban/password, or set YOBAN_STORE_PASSWORD"
    )
}
