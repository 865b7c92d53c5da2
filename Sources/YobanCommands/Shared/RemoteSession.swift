import Glibc
import YobanClient
import YobanCore

extension RemoteServer {
    /// The server that the options or the environment name; nil where they name none, or the store is named instead.
    convenience init?(_ client: ClientOptions) throws {
        let environment = processEnvironment
        let isLocal = client.global.store != nil || client.global.config != nil
        guard let text = client.server ?? (isLocal ? nil : environment["YOBAN_SERVER"]), !text.isEmpty else { return nil }
        let folder = workingDirectory()
        try self.init(
            ServerAddress(parsing: text, in: folder), token: serverToken(client, environment),
            authorities: (client.caFile ?? environment["YOBAN_CA_FILE"]).map { Path.resolve($0, in: folder) }, language: processLanguage,
            agent: "yoban/\(Yoban.version)")
    }
}

/// The variable that may hold what opens a server.
let serverTokenVariable = "YOBAN_TOKEN"

/// What opens the server. Never an argument: everybody on the host sees those.
private func serverToken(_ client: ClientOptions, _ environment: [String: String]) throws(CommandFailure) -> String {
    if client.tokenFile == nil, let token = environment[serverTokenVariable], !token.isEmpty {
        return try checked(token, from: serverTokenVariable)
    }
    guard let path = client.tokenFile ?? environment["YOBAN_TOKEN_FILE"], !path.isEmpty else {
        throw CommandFailure(
            Text(
                ja: "サーバーのトークンがありません。環境変数 YOBAN_TOKEN か --token-file で渡してください。作成（サーバーのホストで）: yoban token create NAME --role operator",
                en:
                    "there is no token for the server. Give it by YOBAN_TOKEN or --token-file. Make one on the server's host: yoban token create NAME --role operator"
            ), .notAllowed)
    }
    return try checked(firstLine(of: path), from: path)
}

/// A header can hold it.
private func checked(_ token: String, from source: String) throws(CommandFailure) -> String {
    guard (1...200).contains(token.utf8.count), token.utf8.allSatisfy({ (0x21..<0x7F).contains($0) }) else {
        throw CommandFailure(
            Text(ja: "\(source) にあるのはトークンではありません（yb_ で始まる 1 行）", en: "what \(source) holds is no token: one line that begins with yb_"),
            .notAllowed)
    }
    return token
}

private func firstLine(of path: String) throws(CommandFailure) -> String {
    // Without waiting for the other end of a pipe.
    let file = open(path, O_RDONLY | O_CLOEXEC | O_NONBLOCK)
    defer { if file >= 0 { close(file) } }
    var buffer = [UInt8](repeating: 0, count: 4096)
    let count = file >= 0 ? read(file, &buffer, buffer.count) : -1
    guard count >= 0 else {
        let reason = String(cString: strerror(errno))
        throw CommandFailure(
            Text(ja: "トークンのファイルを読めません: \(path): \(reason)", en: "can't read the file of the token: \(path): \(reason)"), .notAllowed)
    }
    return String(decoding: buffer[..<count].prefix { $0 != 0x0A && $0 != 0x0D }, as: UTF8.self)
}
