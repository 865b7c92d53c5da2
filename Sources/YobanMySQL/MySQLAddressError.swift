package import YobanCore

/// What is wrong with the URL of a store.
package enum MySQLAddressError: Error, Sendable, Equatable {
    case scheme, noUser, passwordInURL, noHost, port, noDatabase, socket, encoding
    /// The name of an option that is unknown, given twice, or has a value that it can't have.
    case option(String)

    package var text: Text {
        let form = "mysql://user@host:3306/database"
        switch self {
        case .scheme: return Text(ja: "ストアの URL は \(form) の形で書いてください", en: "write the URL of the store as \(form)")
        case .noUser: return Text(ja: "ストアの URL にユーザー名がありません: \(form)", en: "the URL of the store names no user: \(form)")
        case .passwordInURL:
            return Text(
                ja: "ストアの URL にパスワードを書かないでください。password-file=/path または password-env=NAME をお使いください",
                en: "keep the password out of the URL of the store: use password-file=/path or password-env=NAME")
        case .noHost: return Text(ja: "ストアの URL にホスト名がありません: \(form)", en: "the URL of the store names no host: \(form)")
        case .port:
            return Text(
                ja: "ストアの URL のポートは 1〜65535 の数です: \(form)", en: "the port in the URL of the store is a number from 1 to 65535: \(form)")
        case .noDatabase:
            return Text(ja: "ストアの URL にデータベース名がありません: \(form)", en: "the URL of the store names no database: \(form)")
        case .socket:
            return Text(
                ja: "socket= には絶対パスを書き、ホスト名は省いてください: mysql://user@/database?socket=/run/mysqld/mysqld.sock",
                en: "socket= takes an absolute path and no host: mysql://user@/database?socket=/run/mysqld/mysqld.sock")
        case .encoding:
            return Text(ja: "ストアの URL の % の後は 16 進数 2 桁です", en: "in the URL of the store, % is followed by two hexadecimal digits")
        case .option(let name):
            return Text(
                ja:
                    "ストアの URL のオプション「\(name.shortened)」が正しくありません。使えるもの: socket、tls=verify|require|off、ca、cert、key、password-file、password-env",
                en:
                    "the option \"\(name.shortened)\" in the URL of the store is not right. There are: socket, tls=verify|require|off, ca, cert, key, password-file, password-env"
            )
        }
    }
}
