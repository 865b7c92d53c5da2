import AsyncHTTPClient
import NIOCore
import NIOHTTP1
import NIOSSL
import Synchronization
package import YobanCore

/// A server that is asked over HTTP. Safe to be used from any task.
package final class RemoteServer: Sendable {
    private let address: ServerAddress
    private let headers: HTTPHeaders
    private let client: HTTPClient
    private let patience: TimeAmount
    private let hasAnswered = Atomic(false)

    /// The longest answer that is read: a page of jobs with all that other programs may have written into them.
    private static let longestAnswer = 64 << 20
    /// Between two tries while a server that has answered before is away: it may be being restarted.
    private static let pauses: [Duration] = [.milliseconds(200), .milliseconds(500), .seconds(1), .seconds(2), .seconds(4), .seconds(8)]

    /// - Parameters:
    ///   - authorities: a file of certificates (PEM) to trust instead of the system's.
    ///   - language: of what the server says to people.
    ///   - agent: `yoban/VERSION`.
    ///   - patience: for one answer.
    ///
    /// Throws when the authorities can't be read, which blocks on the file system.
    package init(
        _ address: ServerAddress, token: String, authorities: String?, language: Language, agent: String,
        patience: Duration = .seconds(30)
    ) throws(RemoteError) {
        self.address = address
        self.patience = .milliseconds(patience.inMilliseconds)
        headers = ["Authorization": "Bearer \(token)", "Accept-Language": language.rawValue, "User-Agent": agent]
        var configuration = HTTPClient.Configuration(redirectConfiguration: .disallow, timeout: .init(connect: .seconds(5)))
        configuration.httpVersion = .http1Only
        // A server that is not there is said at once; whether to try again is decided here.
        configuration.connectionPool.retryConnectionEstablishment = false
        var tls = TLSConfiguration.makeClientConfiguration()
        tls.minimumTLSVersion = .tlsv12
        if let authorities {
            do {
                tls.trustRoots = .certificates(try NIOSSLCertificate.fromPEMFile(authorities))
            } catch { throw RemoteError(unreadableAuthorities: authorities) }
        }
        configuration.tlsConfiguration = tls
        client = HTTPClient(eventLoopGroupProvider: .singleton, configuration: configuration)
    }

    deinit { client.shutdown { _ in } }

    func get(_ path: String) async throws -> Answer { try await ask(.GET, path, nil, HTTPHeaders(), isRepeatable: true) }

    /// Carried out once, however often it has to be sent.
    func post(_ path: String, _ body: JSON? = nil, trace: TraceParent? = nil) async throws -> Answer {
        var headers: HTTPHeaders = ["Idempotency-Key": Self.newKey()]
        if let trace { headers.add(name: "traceparent", value: trace.text) }
        return try await ask(.POST, path, body, headers, isRepeatable: true)
    }

    /// Sent only once: what would not be the same the second time.
    func postOnce(_ path: String, _ body: JSON) async throws -> Answer {
        try await ask(.POST, path, body, HTTPHeaders(), isRepeatable: false)
    }

    func delete(_ path: String) async throws -> Answer { try await ask(.DELETE, path, nil, HTTPHeaders(), isRepeatable: false) }

    /// Says how far a job is, by the token of its attempt.
    package func report(_ progress: Progress, of id: JobID) async throws {
        var members: [JSON.Member] = []
        if let percentage = progress.percentage { members.append(.init("percentage", .int(Int64(percentage)))) }
        if let message = progress.message { members.append(.init("message", .string(message))) }
        _ = try await postOnce("/api/v1/jobs/\(id)/progress", .object(members))
    }

    private func ask(
        _ method: HTTPMethod, _ path: String, _ body: JSON?, _ headers: HTTPHeaders, isRepeatable: Bool
    ) async throws -> Answer {
        var pauses = Self.pauses[...]
        while true {
            do {
                let answer = try await send(method, path, body, headers)
                hasAnswered.store(true, ordering: .relaxed)
                guard answer.isAway, isRepeatable, let pause = pauses.popFirst() else { return try answer.checked(address) }
                try await Task.sleep(for: pause)
            } catch let error as RemoteError {
                throw error
            } catch let error as CancellationError {
                throw error
            } catch is NIOTooManyBytesError {
                throw RemoteError(strange: "more than \(Self.longestAnswer >> 20) MiB")
            } catch {
                // One that never answered is more likely a wrong address than a restart.
                guard hasAnswered.load(ordering: .relaxed), isRepeatable, let pause = pauses.popFirst() else {
                    throw RemoteError(unreachable: address, error)
                }
                try await Task.sleep(for: pause)
            }
        }
    }

    private func send(_ method: HTTPMethod, _ path: String, _ body: JSON?, _ more: HTTPHeaders) async throws -> Answer {
        var request = HTTPClientRequest(url: address.base + path)
        request.method = method
        request.headers = headers
        request.headers.add(contentsOf: more)
        if let body {
            request.headers.add(name: "Content-Type", value: "application/json")
            request.body = .bytes(ByteBuffer(string: body.text))
        }
        let response = try await client.execute(request, deadline: .now() + patience)
        let buffer = try await response.body.collect(upTo: Self.longestAnswer)
        return Answer(status: Int(response.status.code), headers: response.headers, bytes: Array(buffer.readableBytesView))
    }

    private static func newKey() -> String {
        "yoban-" + String(UInt64.random(in: .min ... .max), radix: 16) + String(UInt64.random(in: .min ... .max), radix: 16)
    }
}
