import AsyncHTTPClient
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
            of: url.host, allowsPrivate: webhook.allowsPrivate, patience: patience)
        let exchange = Exchange(url: url, tls: prepared.tls, headers: headers(of: notice, secret: prepared.secret), body: notice.body)
        var failure = SendFailure("\(url.shown) has no address")
        for address in addresses {
            let left = patience - (ContinuousClock.now - begun)
            guard left > .zero else { throw SendFailure("\(url.shown) did not answer within \(Units.spelled(patience))") }
            do {
                let status = try await exchange.post(to: address, within: left)
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
        var tls: TLSConfiguration?
    }

    /// Reads files, which blocks: on a thread of its own.
    private func prepare(_ webhook: Webhook) async throws(SendFailure) -> Prepared {
        let result: Result<Prepared, SendFailure> = await withCheckedContinuation { continuation in
            DispatchQueue.global().async {
                continuation.resume(
                    returning: Result { () throws(SendFailure) in
                        Prepared(secret: try webhook.secret?.bytes(), tls: webhook.url.isSecure ? try Self.tls(webhook) : nil)
                    })
            }
        }
        return try result.get()
    }

    private static func tls(_ webhook: Webhook) throws(SendFailure) -> TLSConfiguration {
        var configuration = TLSConfiguration.makeClientConfiguration()
        configuration.minimumTLSVersion = .tlsv12
        guard let authorities = webhook.authorities else { return configuration }
        do {
            configuration.trustRoots = .certificates(try NIOSSLCertificate.fromPEMFile(authorities))
        } catch { throw SendFailure("no TLS: \(error)") }
        return configuration
    }

    /// Whether nothing can have reached the receiver.
    private static func isRefusal(_ error: any Error) -> Bool {
        error is NIOConnectionError || error is IOError || error as? HTTPClientError == .connectTimeout
    }

    private static func words(_ error: any Error, _ patience: Duration) -> String {
        switch error as? HTTPClientError {
        case .connectTimeout?, .deadlineExceeded?, .readTimeout?: return "no answer within \(Units.spelled(patience))"
        case .remoteConnectionClosed?: return "the connection was closed without an answer"
        case .cancelled?: return "the process ended"
        default:
            if error is CancellationError { return "the process ended" }
            let isTLS = error is NIOSSLError || error is NIOSSLExtraError || error is BoringSSLError
            return (isTLS ? "TLS: " : "") + String("\(error)".onOneLine.prefix(200))
        }
    }
}
