extension StoreError {
    /// What could not be done, why, and what to do next.
    package var text: Text {
        let cause = cause.isEmpty ? "" : " (\(cause))"
        if let why { return Text(ja: "\(doing.ja)できません: \(why.ja)\(cause)", en: "cannot \(doing.en): \(why.en)\(cause)") }
        let (why, next) = (Self.reason(code), Self.advice(code))
        return Text(ja: "\(doing.ja)できません: \(why.ja)\(cause)。\(next.ja)", en: "cannot \(doing.en): \(why.en)\(cause). \(next.en)")
    }

    private static func reason(_ code: Code) -> Text {
        switch code {
        case .busy: Text(ja: "他のプログラムがストアをロックしています", en: "another program holds the store's lock")
        case .unreachable: Text(ja: "ストアに到達できません", en: "the store can't be reached")
        case .denied: Text(ja: "ストアの利用が許可されていません", en: "the store doesn't let this user in")
        case .notAStore: Text(ja: "yoban のストアではありません", en: "it is not a store of yoban")
        case .corrupt: Text(ja: "ストアが壊れています", en: "the store is damaged")
        case .readOnly: Text(ja: "ストアに書き込めません", en: "the store can't be written")
        case .full: Text(ja: "ディスクに空きがありません", en: "there is no room on the disk")
        case .schemaTooNew: Text(ja: "新しい版の yoban が作ったストアです", en: "a newer yoban made the store")
        case .schemaTooOld: Text(ja: "ストアの形式が古いままです", en: "the store has an older schema")
        case .refused: Text(ja: "ストアが値を受け付けません", en: "the store refused a value")
        case .unknownOutcome: Text(ja: "返事の前に接続が切れました", en: "the connection was lost before the answer")
        case .interrupted: Text(ja: "途中で取り消されました", en: "it was cancelled before it was done")
        case .unexpected: Text(ja: "想定外のエラーです", en: "an unexpected error")
        }
    }

    private static func advice(_ code: Code) -> Text {
        switch code {
        case .busy: Text(ja: "少し待って再実行してください。", en: "Wait a little and try again.")
        case .unreachable:
            Text(
                ja: "yoban.yaml の store: とフォルダの権限を確認してください: yoban check",
                en: "Look at store: in yoban.yaml and the folder's permissions: yoban check")
        case .denied: Text(ja: "ユーザー名、パスワード、権限を確認してください。", en: "Look at user, password and rights.")
        case .notAStore: Text(ja: "yoban.yaml の store: を確認してください: yoban check", en: "Look at store: in yoban.yaml: yoban check")
        case .corrupt: Text(ja: "バックアップから戻すか、sqlite3 の .recover を使ってください。", en: "Restore a backup, or use .recover of sqlite3.")
        case .readOnly: Text(ja: "ファイルとフォルダの権限を確認してください。", en: "Look at the permissions of the file and its folder.")
        case .full: Text(ja: "空きを作って再実行してください: df -h", en: "Make room and try again: df -h")
        case .schemaTooNew: Text(ja: "新しい yoban を使ってください: yoban --version", en: "Use the newer yoban: yoban --version")
        case .schemaTooOld: Text(ja: "移行してください: yoban migrate", en: "Bring it up: yoban migrate")
        case .refused: Text(ja: "値を確認してください。", en: "Look at the value.")
        case .unknownOutcome: Text(ja: "実行されたかどうかを先に確認してください: yoban list", en: "It may have been done; look first: yoban list")
        case .interrupted: Text(ja: "もう一度実行してください。", en: "Try again.")
        case .unexpected: Text(ja: "この行を添えて報告してください。", en: "Please report this line.")
        }
    }
}
