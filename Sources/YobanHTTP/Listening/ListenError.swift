import Glibc
import NIOCore
package import YobanCore

/// Why the server can't listen.
package enum ListenError: Error, Sendable, Equatable {
    /// Something else is at the path of the socket.
    case notASocket(String)
    /// Another program listens there.
    case inUse(String)
    case system(String, Int32)
    /// The certificate or its key can't be used; in the words of the TLS library.
    case tls(file: String, why: String)
    case other(String, why: String)

    package var text: Text {
        switch self {
        case .notASocket(let path):
            Text(
                ja: "\(path) で待ち受けできません: ソケットではないファイルがあります。yoban.yaml の server: を確認してください: yoban check",
                en: "cannot listen on \(path): a file is there that is no socket. Look at server: in yoban.yaml: yoban check")
        case .inUse(let address):
            Text(
                ja: "\(address) で待ち受けできません: 別のプログラムが使用中です。それを止めるか、yoban.yaml の server: で別のアドレスにしてください",
                en: "cannot listen on \(address): another program does. Stop it, or choose another address in server: of yoban.yaml")
        case .system(let address, let number):
            Text(
                ja: "\(address) で待ち受けできません: \(String(cString: strerror(number)))。yoban.yaml の server: を確認してください: yoban check",
                en: "cannot listen on \(address): \(String(cString: strerror(number))). Look at server: in yoban.yaml: yoban check")
        case .tls(let file, let why):
            Text(
                ja: "TLS を使えません。\(file) を証明書または鍵として読めません（\(why)）。yoban.yaml の server: を確認してください: yoban check",
                en: "cannot use TLS: \(file) can't be read as a certificate or key (\(why)). Look at server: in yoban.yaml: yoban check")
        case .other(let address, let why):
            Text(
                ja: "\(address) で待ち受けできません: \(why)。yoban.yaml の server: を確認してください: yoban check",
                en: "cannot listen on \(address): \(why). Look at server: in yoban.yaml: yoban check")
        }
    }
}

extension ListenError {
    /// What a library threw while the server came up or listened.
    init(_ error: any Error, at address: String) {
        switch error {
        case let error as ListenError: self = error
        case let error as IOError where error.errnoCode == EADDRINUSE: self = .inUse(address)
        case let error as IOError: self = .system(address, error.errnoCode)
        default: self = .other(address, why: "\(error)")
        }
    }
}
