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
}
