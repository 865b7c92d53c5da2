import Foundation
import NIOSSL
import Testing
import YobanCore
import YobanTestKit

@testable import YobanNotices

@Suite("Webhooks over TLS", .timeLimit(.minutes(10))) struct TLSTests {
    /// The receiver's certificate is for `localhost` and vouches for itself.
    private static func context() throws -> NIOSSLContext {
        let certificate = try NIOSSLCertificate(bytes: Array(TestCertificate.certificate.utf8), format: .pem)
        let key = try NIOSSLPrivateKey(bytes: Array(TestCertificate.key.utf8), format: .pem)
        return try NIOSSLContext(
            configuration: .makeServerConfiguration(certificateChain: [.certificate(certificate)], privateKey: .privateKey(key)))
    }

    @Test(
        "only a certificate for the host, by an authority that is trusted, is taken",
        arguments: [("localhost", true, true), ("localhost", false, false), ("127.0.0.1", true, false)])
    func certificate(_ host: String, _ isTrusted: Bool, _ isSent: Bool) async throws {
        let receiver = try await Receiver(tls: Self.context())
        let file = FileManager.default.temporaryDirectory.appending(path: "yoban-ca-\(UUID().uuidString).pem")
        try Data(TestCertificate.certificate.utf8).write(to: file)
        defer { try? FileManager.default.removeItem(at: file) }
        var webhook = Webhook(url: try WebhookURL(parsing: "https://\(host):\(receiver.port)/hook"))
        webhook.allowsPrivate = true
        webhook.authorities = isTrusted ? file.path : nil
        let scene = Scene(notify: [NoticeRule(name: "ops", channel: .webhook(webhook))])
        _ = try await scene.store.record([.sample(1)], now: .at(0))
        _ = try await scene.sender().round()
        let notice = try #require(try await scene.store.notices(NoticeFilter()).first)
        #expect((notice.state == .sent) == isSent && receiver.received.isEmpty != isSent, "\(notice.lastError ?? "")")
        #expect(isSent || notice.lastError?.contains("TLS") == true, "\(notice.lastError ?? "")")
        try await receiver.close()
    }
}
