internal import YobanCore

/// Reads where and how the HTTP interface listens.
struct ServerReader {
    /// Those of `server`.
    let fields: Fields
    /// What relative paths belong to.
    let folder: String

    func read(into server: inout ServerSettings) {
        if let text = fields.text("listen") {
            if let listen = ServerSettings.Listen(parsing: text, in: folder) {
                server.listen = listen
            } else {
                fields.report.error(fields["listen"]?.mark ?? fields.mark, ServerTexts.listen("listen", text))
            }
        }
        if let text = fields.text("url") {
            server.url = ServerURL(parsing: text)
            // Not repeated: a password may stand in it.
            if server.url == nil { fields.report.error(fields["url"]?.mark ?? fields.mark, ServerTexts.url) }
        }
        if let names = fields.list("names") {
            server.names = names.compactMap { name in
                guard let text = fields.report.text(name, "names") else { return nil }
                guard !text.isEmpty, text.utf8.count <= 255, text.utf8.allSatisfy(Self.isOfHostName) else {
                    fields.report.error(name.mark, ServerTexts.name(text))
                    return nil
                }
                return text.lowercased()
            }
        }
        if let count = fields.integer("requests_per_minute", in: 60...100_000_000) { server.requestsPerMinute = count }
        guard let tls = fields.fields("tls", allowed: Keys.tls) else { return }
        server.certificate = tls.text("certificate").map { Path.resolve($0, in: folder) }
        server.key = tls.text("key").map { Path.resolve($0, in: folder) }
        if (server.certificate == nil) != (server.key == nil) { fields.report.error(tls.mark, ServerTexts.halfTLS) }
    }

    private static func isOfHostName(_ byte: UInt8) -> Bool {
        (48...57).contains(byte) || (65...90).contains(byte) || (97...122).contains(byte) || byte == 0x2D || byte == 0x2E || byte == 0x3A
    }
}

/// What is said about `server`.
enum ServerTexts {
    static func listen(_ what: String, _ text: String) -> Text {
        Text(
            ja: "「\(what)」に「\(text.shortened)」は使えません。例: 127.0.0.1:8740、[::1]:8740、:8740（すべてのアドレス）、unix:run/yoban.sock、off",
            en:
                "“\(what)” cannot be “\(text.shortened)”; write for example 127.0.0.1:8740, [::1]:8740, :8740 (every address), unix:run/yoban.sock or off"
        )
    }

    static let url = Text(
        ja: "「url」には、他のホストから届くアドレスを書いてください（http か https、ユーザー名や ? や # は使えません）。例: https://yoban.example.jp:8740",
        en:
            "“url” is the address under which other hosts reach this server (http or https; no user, no ? and no #), for example https://yoban.example.jp:8740"
    )

    static func name(_ text: String) -> Text {
        Text(
            ja: "「names」に「\(text.shortened)」は使えません。ポート番号のないホスト名を書いてください。例: yoban.example.jp",
            en: "“names” cannot hold “\(text.shortened)”: write host names without a port, for example yoban.example.jp"
        )
    }

    static let halfTLS = Text(
        ja: "「tls」には「certificate」と「key」の両方が必要です。例: tls: { certificate: server.pem, key: server.key }",
        en: "“tls” needs both “certificate” and “key”, for example tls: { certificate: server.pem, key: server.key }"
    )
}
