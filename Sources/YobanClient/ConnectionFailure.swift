import AsyncHTTPClient
import Glibc
import NIOCore
import NIOPosix
import NIOSSL
import YobanCore

/// Why there is no connection, and what can be done, for people.
struct ConnectionFailure {
    let why: Text
    let hint: Text

    init(_ error: any Error) {
        if let error = error as? NIOConnectionError {
            self = Self(error.connectionErrors.first?.error ?? error.dnsAAAAError ?? error.dnsAError ?? ChannelError.eof)
        } else if let error = error as? IOError {
            let reason = String(cString: strerror(error.errnoCode))
            self.init(why: Text(ja: reason, en: reason))
        } else if error is SocketAddressError.UnknownHost {
            self.init(why: Text(ja: "ホスト名を解決できません", en: "the name of its host can't be looked up"))
        } else if error is NIOSSLError || error is NIOSSLExtraError || error is BoringSSLError {
            self.init(tls: "\(error)")
        } else {
            switch error as? HTTPClientError {
            case .connectTimeout?: self.init(why: Text(ja: "接続がタイムアウトしました", en: "the connection timed out"))
            case .deadlineExceeded?, .readTimeout?: self.init(why: Text(ja: "応答がありません", en: "it does not answer"))
            case .remoteConnectionClosed?:
                self.init(why: Text(ja: "応答の前に接続が切れました", en: "it closed the connection without an answer"))
            default:
                let words = String("\(error)".onOneLine.prefix(200))
                self.init(why: Text(ja: words, en: words))
            }
        }
    }

    private init(why: Text) {
        self.why = why
        hint = Text(ja: "サーバーが動いているか確認してください: yoban server", en: "See whether it runs there: yoban server")
    }

    /// - Parameter said: the library's words, of which those in capitals name the reason.
    private init(tls said: String) {
        let reason = said.firstMatch(of: /routines:\w*:(\w+)/).map { String($0.1) } ?? String(said.onOneLine.prefix(100))
        if reason == "WRONG_VERSION_NUMBER" || reason == "HTTP_REQUEST" {
            why = Text(ja: "そこでは TLS が使われていません", en: "it does not speak TLS there")
            hint = Text(ja: "https:// ではなく http:// を指定してください", en: "Use http:// instead of https://")
        } else {
            why = Text(ja: "TLS: \(reason)", en: "TLS: \(reason)")
            hint = Text(
                ja: "証明書が社内の認証局のものなら --ca-file で指定してください", en: "If its certificate is of an authority of your own, name that by --ca-file")
        }
    }
}
