import YobanCore
import YobanOperations
import YobanTerminal

/// Makes a link by which a user signs in, and shows it, this once.
func showSignInLink(
    for name: String, lifetime: Duration, _ operations: Operations, _ server: ServerSettings, _ console: Console
) async throws {
    let (secret, end) = try await operations.signInLink(forUserNamed: name, lifetime: lifetime)
    let until = HumanTime.dateAndTime(end)
    console.say(
        Text(
            ja: "次のリンクをブラウザで開くとサインインします。一度だけ、\(HumanTime.duration(lifetime, .japanese))（\(until) まで）使えます。二度と表示されません:",
            en:
                "Whoever opens the next line in a browser is signed in. It works once, for \(HumanTime.duration(lifetime, .english)) (until \(until)), and is not shown again:"
        ))
    let address = server.browserAddress
    try console.print("\(address ?? "")/sign-in?link=\(secret.text)")
    if address == nil {
        console.say(
            Text(
                ja: "先頭にサーバーのアドレスを付けてください。カタログの server.url で指定できます。",
                en: "Put the address of the server before it; server.url in the catalogue tells it."))
    }
}

extension ServerSettings {
    /// Where a browser reaches it, as far as that is known here: `https://batch01:8740`, without a slash at its end.
    var browserAddress: String? {
        if let url { return url.text }
        guard case .tcp(let host, let port) = listen, port > 0 else { return nil }
        // Every address of this machine is none that a browser can open.
        let named = ["0.0.0.0", "::"].contains(host) ? Listen.tcp(host: hostName(), port: port) : listen
        return "\(certificate == nil ? "http" : "https")://\(named.text)"
    }
}
