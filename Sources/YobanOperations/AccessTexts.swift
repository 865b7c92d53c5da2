import YobanCore

extension OperationError {
    /// What happened, why, and what to do, of ``forbidden(_:)`` and of tokens.
    var accessText: Text {
        switch self {
        case .forbidden(let scope):
            Text(
                ja: "この操作には権限 \(scope.rawValue) が必要です。管理者に依頼してください: yoban token create --scope \(scope.rawValue)",
                en: "this needs the scope \(scope.rawValue). Ask an administrator: yoban token create --scope \(scope.rawValue)")
        case .unknownToken(let id):
            Text(
                ja: "有効なトークン \(id) はありません。一覧: yoban token list",
                en: "there is no token \(id) that is not revoked. List them: yoban token list")
        case .tokenNameTaken(let name):
            Text(
                ja: "「\(name.shortened)」という名前のトークンがすでにあります。別の名前にするか、先に失効させてください: yoban token list",
                en: "there is a token \"\(name.shortened)\" already. Choose another name, or revoke it first: yoban token list")
        case .token(let why):
            Text(ja: "トークンを作成できません。\(why.ja)", en: "cannot make the token: \(why.en)")
        default: text
        }
    }
    /// The same of users, links and sessions.
    var userText: Text {
        switch self {
        case .unknownUser(let name, let nearest):
            let hint = nearest.map { Text(ja: "もしかして: \($0.shortened) ", en: "Did you mean \($0.shortened)? ") } ?? Text(ja: "", en: "")
            return Text(
                ja: "「\(name.shortened)」というユーザーはいません。\(hint.ja)一覧: yoban user list",
                en: "there is no user \"\(name.shortened)\". \(hint.en)List them: yoban user list")
        case .userNameTaken(let name):
            return Text(
                ja: "「\(name.shortened)」という名前はすでに使われています（無効なユーザーの名前も再利用できません）。別の名前を指定してください。一覧: yoban user list",
                en:
                    "the name \"\(name.shortened)\" is taken; that of a disabled user is not given again. Choose another. List them: yoban user list"
            )
        case .userName:
            return Text(
                ja: "ユーザーの名前は 1〜100 文字で、改行や制御文字を含まず、前後に空白のないものを指定してください: yoban user create NAME --role operator",
                en:
                    "a user's name has 1 to 100 characters, without line breaks, control characters or spaces at its ends: yoban user create NAME --role operator"
            )
        case .userDisabled(let name):
            return Text(
                ja: "ユーザー「\(name.shortened)」は無効になっています。有効にするには: yoban user change NAME --enable",
                en: "the user \"\(name.shortened)\" is disabled. To enable: yoban user change NAME --enable")
        case .lastAdmin(let name):
            return Text(
                ja: "「\(name.shortened)」はサインインできる最後の管理者です。先に別の管理者を作ってください: yoban user create NAME --role admin",
                en:
                    "\"\(name.shortened)\" is the last administrator who may sign in. Make another first: yoban user create NAME --role admin"
            )
        case .linkLifetime:
            return Text(
                ja: "サインインのリンクの有効期間は 24 時間までです: yoban user link NAME --valid 15m",
                en: "a sign-in link is valid for up to 24 hours: yoban user link NAME --valid 15m")
        case .unknownSession(let id):
            return Text(
                ja: "セッション \(id) はありません。すでに終了しています",
                en: "there is no session \(id); it has ended already")
        default: return text
        }
    }
}
