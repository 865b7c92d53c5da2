import Hummingbird
import HummingbirdCore
import HummingbirdTLS
import NIOSSL
import YobanCore

extension HTTPServerBuilder {
    /// With TLS 1.2 or newer, when the settings name a certificate and its key.
    func withTLS(_ settings: ServerSettings) throws(ListenError) -> HTTPServerBuilder {
        guard let certificate = settings.certificate, let key = settings.key else { return self }
        let chain = try Self.reading(certificate) { try NIOSSLCertificate.fromPEMFile(certificate) }
        let secret = try Self.reading(key) { try NIOSSLPrivateKey(file: key, format: .pem) }
        var tls = TLSConfiguration.makeServerConfiguration(
            certificateChain: chain.map { .certificate($0) }, privateKey: .privateKey(secret))
        tls.minimumTLSVersion = .tlsv12
        return try Self.reading(certificate) {
            // Also finds a key that belongs to another certificate.
            _ = try NIOSSLContext(configuration: tls)
            return try .tls(self, tlsConfiguration: tls)
        }
    }

    private static func reading<Value>(_ file: String, _ read: () throws -> Value) throws(ListenError) -> Value {
        do { return try read() } catch { throw .tls(file: file, why: "\(error)") }
    }
}
