import Dispatch
import NIOCore
import NIOPosix
import NIOSSL
package import YobanCore

/// Posts a notice. Connects only to an address that was looked up and checked here: a second answer of the name server, or a redirect,
/// leads nowhere.
package struct WebhookSender: Sendable {
    /// `yoban/VERSION`.
    let agent: String
    let now: Now
    /// For the whole of a try.
    let patience: Duration

    package init(agent: String, now: @escaping Now, patience: Duration = .seconds(10)) {
        self.agent = agent
        self.now = now
        self.patience = patience
    }

    package func send(_ notice: NewNotice, to webhook: Webhook) async throws(SendFailure) {
        let begun = ContinuousClock.now
        let url = webhook.url
        let prepared = try await prepare(webhook)
        let addresses = try await AddressLookup.addresses(
            of: url.host, port: url.port, allowsPrivate: webhook.allowsPrivate, patience: patience)
        let exchange = Exchange(url: url, tls: prepared.tls, headers: headers(of: notice, secret: prepared.secret), body: notice.body)
        var failure = SendFailure("\(url.shown) has no address")
        for address in addresses {
            let left = patience - (ContinuousClock.now - begun)
            guard left > .zero else { throw SendFailure("\(url.shown) did not answer within \(Units.spelled(patience))") }
            do {
                let status = try await exchange.post(to: address, within: .milliseconds(left.inMilliseconds))
                return try judge(status, url)
            } catch let refusal as SendFailure {
                throw refusal
            } catch {
                failure = SendFailure("\(url.shown): \(Self.words(error, patience))")
                // A connection that was there may have brought the notice; another address would bring it twice.
                guard Self.isRefusal(error) else { throw failure }
            }
        }
        throw failure
    }

    /// Only an answer of success is one. That the receiver will never want it, it says with 410; everything else may be put right by a
    /// person while the notice waits, a wrong path or secret among it.
    private func judge(_ status: Int, _ url: WebhookURL) throws(SendFailure) {
        guard !(200..<300).contains(status) else { return }
        let hint = (300..<400).contains(status) ? " (redirects are not followed)" : ""
        throw SendFailure("\(url.shown) answered with HTTP \(status)\(hint)", isFinal: status == 410)
    }

    private func headers(of notice: NewNotice, secret: [UInt8]?) -> [(String, String)] {
        let timestamp = "\(now().milliseconds / 1000)"
        var headers = [
            ("Content-Type", "application/json; charset=utf-8"), ("User-Agent", agent), ("X-Yoban-Event", notice.kind.rawValue),
            ("X-Yoban-Delivery", notice.delivery), ("X-Yoban-Timestamp", timestamp),
        ]
        if let secret {
            headers.append(("X-Yoban-Signature", Signature.value(of: notice.body, timestamp: timestamp, secret: secret)))
        }
        return headers
    }

    private struct Prepared: Sendable {
        var secret: [UInt8]?
        var tls: NIOSSLContext?
    }

    /// Reads files, which blocks: on a thread of its own.
    private func prepare(_ webhook: Webhook) async throws(SendFailure) -> Prepared {
        let result: Result<Prepared, SendFailure> = await withCheckedContinuation { continuation in
            DispatchQueue.global().async {
                continuation.resume(
                    returning: Result { () throws(SendFailure) in
                        Prepared(secret: try webhook.secret?.bytes(), tls: webhook.url.isSecure ? try Self.context(webhook) : nil)
                    })
            }
        }
        return try result.get()
    }

    private static func context(_ webhook: Webhook) throws(SendFailure) -> NIOSSLContext {
        var configuration = TLSConfiguration.makeClientConfiguration()
        configuration.minimumTLSVersion = .tlsv12
        configuration.applicationProtocols = ["http/1.1"]
        if let authorities = webhook.authorities { configuration.trustRoots = .file(authorities) }
        do { return try NIOSSLContext(configuration: configuration) } catch { throw SendFailure("no TLS: \(error)") }
    }

    /// Whether nothing can have reached the receiver.
    private static func isRefusal(_ error: any Error) -> Bool {
        if error is NIOConnectionError || error is IOError { return true }
        if case ChannelError.connectTimeout = error { return true }
        return false
    }

    private static func words(_ error: any Error, _ patience: Duration) -> String {
        switch error {
        case is CancellationError: "the process ended"
        case ChannelError.connectTimeout: "no answer within \(Units.spelled(patience))"
        case ChannelError.eof: "the connection was closed without an answer"
        case is NIOSSLError, is NIOSSLExtraError, is BoringSSLError: "TLS: \(String("\(error)".onOneLine.prefix(200)))"
        default: String("\(error)".onOneLine.prefix(200))
        }
    }
}
