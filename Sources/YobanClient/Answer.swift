import NIOHTTP1
import YobanCore

/// What a server answered.
struct Answer {
    let status: Int
    let headers: HTTPHeaders
    let bytes: [UInt8]

    /// Whether a page is followed by another.
    var hasMore: Bool { headers.contains(name: "Link") }

    /// Whether something before the server says that it is not there.
    var isAway: Bool { status == 502 || status == 503 || status == 504 }

    /// The body of an answer that has one.
    var json: JSON {
        get throws {
            do { return try JSON(parsing: bytes) } catch { throw RemoteError(strange: "the answer is no JSON (byte \(error.offset))") }
        }
    }

    /// Throws what a server says when it does not do what it was asked for.
    func checked(_ address: ServerAddress) throws(RemoteError) -> Self {
        guard !(200..<300).contains(status) else { return self }
        let problem = try? json
        guard let problem, case .string(let detail) = problem["detail"] ?? .null, case .string(let code) = problem["code"] ?? .null else {
            throw RemoteError(
                isAway ? .unreachable : .strange,
                Text(
                    ja: "\(address.label) は yoban のサーバーとして答えません（HTTP \(status)）。URL を確認してください: curl -i \(address.label)/healthz",
                    en:
                        "\(address.label) does not answer like a yoban server (HTTP \(status)). Check the URL: curl -i \(address.label)/healthz"
                ))
        }
        var said = detail.onOneLine
        if case .array(let errors) = problem["errors"] ?? .null {
            // What is wrong with each field, where the sentence does not tell.
            for error in errors {
                guard case .string(let one) = error["detail"] ?? .null, !said.contains(one.onOneLine) else { continue }
                if case .string(let place) = error["pointer"] ?? error["parameter"] ?? .null { said += " \(place.onOneLine):" }
                said += " " + one.onOneLine
            }
        }
        // The server speaks the language that it was asked for.
        throw RemoteError(kind(code), status == 401 ? Self.noToken(address) : Text(ja: said, en: said))
    }

    private func kind(_ code: String) -> RemoteError.Kind {
        switch (status, code) {
        case (400, _), (413, _), (422, _), (_, "unknown_key"): .usage
        case (401, _), (403, _), (421, _): .notAllowed
        case (429, _), (503, _): .tryAgain
        case (500..., _): .unreachable
        default: .refused
        }
    }

    private static func noToken(_ address: ServerAddress) -> Text {
        Text(
            ja: "\(address.label) はこのトークンを受け付けません（誤り、失効、期限切れのいずれか）。作成（サーバーのホストで）: yoban token create NAME --role operator",
            en:
                "\(address.label) does not take this token: it is wrong, revoked or expired. Make one on the server's host: yoban token create NAME --role operator"
        )
    }
}

extension RemoteError {
    init(strange what: String) {
        self.init(
            .strange,
            Text(ja: "サーバーの応答を読めません: \(what)。バージョンを確認してください", en: "the server's answer can't be read: \(what). Compare the versions"))
    }

    init(unreadableAuthorities path: String) {
        self.init(
            .usage,
            Text(
                ja: "\(path.shortened) から認証局の証明書（PEM）を読めません。--ca-file または YOBAN_CA_FILE を確認してください",
                en: "no certificate (PEM) can be read from \(path.shortened). Look at --ca-file or YOBAN_CA_FILE"))
    }

    init(unreachable address: ServerAddress, _ error: any Error) {
        let failure = ConnectionFailure(error)
        self.init(
            .unreachable,
            Text(
                ja: "サーバー \(address.label) に接続できません: \(failure.why.ja)。\(failure.hint.ja)",
                en: "can't reach the server \(address.label): \(failure.why.en). \(failure.hint.en)"))
    }
}
