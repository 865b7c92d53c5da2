import AsyncHTTPClient
import NIOCore
import NIOHTTP1
import NIOSSL
import YobanCore

/// One request and its answer on a connection of its own, to an address that was checked before. Follows no redirect.
struct Exchange: Sendable {
    let url: WebhookURL
    /// For an `https` address.
    let tls: TLSConfiguration?
    let headers: [(String, String)]
    let body: String

    /// So much of an answer is read, and thrown away.
    private static let longestAnswer = 65_536

    /// Returns the status of the answer. Throws when there is none within the time, or the task is cancelled.
    ///
    /// - Parameter address: an IP address; nobody is asked for the host's once more.
    func post(to address: String, within patience: Duration) async throws -> Int {
        let limit = TimeAmount.milliseconds(patience.inMilliseconds)
        var configuration = HTTPClient.Configuration(redirectConfiguration: .disallow, timeout: .init(connect: limit))
        configuration.httpVersion = .http1Only
        configuration.connectionPool.retryConnectionEstablishment = false
        configuration.dnsOverride = [url.host: address]
        configuration.tlsConfiguration = tls
        return try await HTTPClient.withHTTPClient(configuration: configuration) { client in
            let response = try await client.execute(request, deadline: .now() + limit)
            // What comes after the status can't change it.
            var count = 0
            do {
                for try await piece in response.body {
                    count += piece.readableBytes
                    if count > Self.longestAnswer { break }
                }
            } catch {}
            return Int(response.status.code)
        }
    }

    private var request: HTTPClientRequest {
        var request = HTTPClientRequest(url: (url.isSecure ? "https://" : "http://") + url.hostHeader + url.target)
        request.method = .POST
        for (name, value) in headers { request.headers.add(name: name, value: value) }
        request.headers.add(name: "Connection", value: "close")
        request.body = .bytes(ByteBuffer(string: body))
        return request
    }
}
