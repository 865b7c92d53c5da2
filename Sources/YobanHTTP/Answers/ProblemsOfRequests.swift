import Hummingbird
import YobanCore

/// What is wrong with a request before anybody asks what it wants.
extension HTTPProblem {
    static var unauthorised: Self {
        var problem = Self(
            .unauthorized, "unauthorised",
            Text(
                ja: "有効なトークンが必要です（Authorization: Bearer または X-API-Key）。管理者が作成します: yoban token create",
                en: "a valid token is needed (Authorization: Bearer, or X-API-Key). An administrator makes one: yoban token create"))
        problem.headers["WWW-Authenticate"] = "Bearer"
        return problem
    }

    /// At the one path that asks for the token of an attempt.
    static var noJobToken: Self {
        var problem = Self.unauthorised
        problem.detail = Text(
            ja: "ここではその実行自身のトークンが必要です（Authorization: Bearer $BATCH_JOB_TOKEN）。server.url を設定すると渡されます",
            en:
                "the token of the attempt itself is needed here (Authorization: Bearer $BATCH_JOB_TOKEN); attempts get one when server.url is set"
        )
        return problem
    }

    static func tokenOfOtherJob(_ job: JobID) -> Self {
        Self(.forbidden, "forbidden", Text(ja: "このトークンはジョブ \(job) だけのものです", en: "this token is for job \(job) only"))
    }

    static func attemptOver(_ job: JobID) -> Self {
        Self(
            .gone, "attempt_over",
            Text(
                ja: "ジョブ \(job) のこの実行は終わっています。作業を終えてください",
                en: "this attempt of job \(job) is over; end what you are doing for it"))
    }

    static var unknownRoute: Self {
        Self(.notFound, "unknown_route", Text(ja: "このパスはありません", en: "there is nothing at this path"))
    }

    static func wrongMethod(allowed: String) -> Self {
        var problem = Self(
            .methodNotAllowed, "wrong_method", Text(ja: "このパスで使えるメソッド: \(allowed)", en: "allowed methods at this path: \(allowed)"))
        problem.headers["Allow"] = allowed
        return problem
    }

    static func foreignHost(_ host: String?) -> Self {
        let host = host?.shortened ?? ""
        return Self(
            .misdirectedRequest, "foreign_host",
            Text(
                ja: "ホスト名「\(host)」では応答しません。使う名前を yoban.yaml の server: に加えてください: yoban check",
                en:
                    "this server does not answer for the host name \"\(host)\". Add the names you use to server: in yoban.yaml: yoban check"
            ))
    }

    static func foreignOrigin(_ origin: String) -> Self {
        Self(
            .forbidden, "foreign_origin",
            Text(
                ja: "別のサイト（\(origin.shortened)）のページからは変更できません",
                en: "a page from elsewhere (\(origin.shortened)) can't change anything here"))
    }

    static var tooLarge: Self {
        Self(.contentTooLarge, "too_large", Text(ja: "本文は 1 MiB までです", en: "a body has at most 1 MiB"))
    }

    static func wrongContentType(_ type: String?) -> Self {
        let got = type?.shortened ?? ""
        return Self(
            .unsupportedMediaType, "wrong_content_type",
            Text(
                ja: "Content-Type は application/json にしてください（受け取ったもの:「\(got)」）",
                en: "the Content-Type must be application/json (it is \"\(got)\")"))
    }

    static func brokenJSON(at offset: Int) -> Self {
        Self(
            .badRequest, "broken_json", Text(ja: "本文は JSON として読めません（\(offset) バイト目）", en: "the body is not JSON (at byte \(offset))"))
    }

    static func invalidFields(_ fields: [Field]) -> Self {
        var problem = Self(.unprocessableContent, "invalid_fields", Text(ja: "値に誤りがあります", en: "some values are not right"))
        problem.fields = fields
        return problem
    }

    static var changed: Self {
        Self(
            .preconditionFailed, "changed",
            Text(ja: "見ていた状態（If-Match）から変わっています。もう一度取得してください", en: "it is no longer in the state that If-Match names; get it again"))
    }

    static var badIdempotencyKey: Self {
        Self(
            .badRequest, "bad_idempotency_key",
            Text(ja: "Idempotency-Key は 1〜255 文字の ASCII です", en: "an Idempotency-Key has 1 to 255 printable ASCII characters"))
    }

    static var noIdempotency: Self {
        Self(
            .badRequest, "no_idempotency",
            Text(ja: "答えを残せないため、ここでは Idempotency-Key を使えません", en: "an Idempotency-Key can't be used here, because the answer is not kept"))
    }

    static func unknownAttempt(of job: JobID) -> Self {
        Self(
            .notFound, "unknown_attempt",
            Text(
                ja: "ジョブ \(job) にこの実行はありません。一覧: GET /api/v1/jobs/\(job)/attempts",
                en: "job \(job) has no such attempt. List them: GET /api/v1/jobs/\(job)/attempts"))
    }

    static func unsatisfiableRange(total: Int64) -> Self {
        var problem = Self(
            .rangeNotSatisfiable, "range_not_satisfiable",
            Text(ja: "出力は \(total) バイトです。この範囲はありません", en: "the output has \(total) bytes, and none in this range"))
        problem.headers["Content-Range"] = "bytes */\(total)"
        return problem
    }

    static func tooManyFollowers(_ most: Int) -> Self {
        Self(
            .serviceUnavailable, "too_many_followers",
            Text(
                ja: "出力を追跡している接続が多すぎます（上限 \(most)）。しばらくしてからやり直してください",
                en: "too many clients follow an output (at most \(most)). Try again later")
        ).after(5)
    }

    static func tooManyListeners(_ most: Int) -> Self {
        Self(
            .serviceUnavailable, "too_many_listeners",
            Text(
                ja: "イベントを受信している接続が多すぎます（上限 \(most)）。しばらくしてからやり直してください",
                en: "too many clients listen to events (at most \(most)). Try again later")
        ).after(5)
    }

    /// - Parameter seconds: until the next minute begins.
    static func tooManyRequests(after seconds: Int) -> Self {
        Self(
            .tooManyRequests, "too_many_requests",
            Text(ja: "リクエストが多すぎます。\(seconds) 秒後にやり直してください", en: "too many requests; try again in \(seconds) s")
        ).after(seconds)
    }

    /// That nothing is left of a token's minute.
    static func tooManyRequests(_ spent: Allowance) -> Self {
        var problem = tooManyRequests(after: spent.seconds)
        problem.headers.merge(spent.headers) { $1 }
        return problem
    }

    /// The same, and when it may be tried again.
    private func after(_ seconds: Int) -> Self {
        var problem = self
        problem.headers["Retry-After"] = "\(seconds)"
        return problem
    }
}
