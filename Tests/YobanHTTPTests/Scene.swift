import HTTPTypes
import Hummingbird
import HummingbirdTesting
import Logging
import NIOCore
import Synchronization
import Testing
import YobanCore
import YobanOperations
import YobanTestKit

@testable import YobanHTTP

/// The interface over the reference store, with tokens to try it with.
final class Scene: Sendable {
    let store: any Store
    let clock = ManualClock(.at(0))
    let events = Mutex<[HTTPEvent]>([])
    /// The address of a server that listens, once.
    let addresses = AsyncStream<String>.makeStream()
    let catalogue: Catalogue
    let stopping = Stopping()
    let requestsPerMinute: Int
    let streams = Mutex(StreamLimits())
    let outputBytes: [JobKey?: Int64]?

    init(
        store: any Store = MemoryStore(), displayName: String = "粗利按分管理データ同期", schedule: String? = nil, requestsPerMinute: Int = 60_000,
        outputBytes: [JobKey?: Int64]? = nil
    ) {
        self.store = store
        self.outputBytes = outputBytes
        self.requestsPerMinute = requestsPerMinute
        var profit = JobDefinition(
            key: JobKey("profit-management")!, name: displayName, command: ["/srv/profit.py"], workingDirectory: "/srv",
            location: Location(file: "/srv/yoban.yaml"))
        profit.priority = 4
        profit.schedule = schedule
        profit.parameters = [Parameter(name: "month", kind: .integer(minimum: 1, maximum: 12), isRequired: false)]
        let badge = JobDefinition(
            key: JobKey("contact-sales-badge")!, name: "バッジ更新", command: ["/srv/badge.py"], workingDirectory: "/srv",
            location: Location(file: "/srv/yoban.yaml"))
        catalogue = Catalogue(file: "/srv/yoban.yaml", ownerUID: 0, definitions: [profit, badge])
    }

    func operations(_ principal: Principal) -> Operations {
        Operations(store: store, catalogue: catalogue, principal: principal, now: clock.now, isThere: { _ in true }) { _, _ in }
    }

    var interface: Interface {
        var interface = Interface(
            authentication: Authentication(store: store, now: clock.now), operations: { self.operations($0) },
            requestsPerMinute: requestsPerMinute, version: "1.2.3",
            notify: { event in
                self.events.withLock { $0.append(event) }
                if case .listening(let address) = event { self.addresses.continuation.yield(address) }
            })
        interface.streams = streams.withLock { $0 }
        if let outputBytes { interface.outputBytes = { outputBytes } }
        return interface
    }

    func token(_ scopes: Set<Scope> = Role.admin.scopes, name: String = "deploy", keys: [String] = []) async throws -> String {
        var request = TokenRequest(name: name, scopes: scopes)
        request.keyGlobs = keys
        return try await operations(.local("root")).createToken(request).secret.text
    }

    /// Queues one job past the interface.
    @discardableResult func job(_ key: String = "profit-management") async throws -> JobID {
        try await operations(.local("root")).enqueue([EnqueueRequest(key: key)])[0].id
    }

    /// Sends requests straight to the routes.
    func test(
        _ settings: ServerSettings = ServerSettings(), _ interface: Interface? = nil, _ body: @Sendable (Client) async throws -> Void
    ) async throws {
        let logger = Logger(label: "test") { _ in SwiftLogNoOpLogHandler() }
        let application = Application(router: (interface ?? self.interface).router(for: settings, stopping), logger: logger)
        let token = try await token()
        try await application.test(.router) { try await body(Client(client: $0, token: token)) }
    }
}

/// Looks again and again until it is so.
func eventually(_ isSo: () async throws -> Bool) async rethrows -> Bool {
    for _ in 1...10_000 {
        if try await isSo() { return true }
        // A pause between two looks.
        try? await Task.sleep(for: .milliseconds(10))
    }
    return false
}

/// Sends requests as a program would.
struct Client: Sendable {
    let client: any TestClientProtocol
    let token: String?

    /// The same client with another token, or none.
    func with(_ token: String?) -> Client { Client(client: client, token: token) }

    func send(
        _ method: HTTPRequest.Method, _ path: String, _ body: String? = nil, headers: [String: String] = [:]
    ) async throws -> Reply {
        var fields: HTTPFields = body == nil ? [:] : [.contentType: "application/json"]
        if let token { fields[.authorization] = "Bearer \(token)" }
        for (name, value) in headers { fields[name: name] = value }
        let response = try await client.executeRequest(
            uri: path, method: method, headers: fields, body: body.map { ByteBuffer(string: $0) })
        return Reply(status: Int(response.status.code), headers: response.headers, text: String(buffer: response.body))
    }

    func get(_ path: String, headers: [String: String] = [:]) async throws -> Reply {
        try await send(.get, path, headers: headers)
    }
    func post(_ path: String, _ body: String? = nil, headers: [String: String] = [:]) async throws -> Reply {
        try await send(.post, path, body, headers: headers)
    }
}

/// What came back.
struct Reply: Sendable, CustomStringConvertible {
    let status: Int
    let headers: HTTPFields
    let text: String

    subscript(_ path: String...) -> JSON? {
        path.reduce(try? JSON(parsing: Array(text.utf8))) { json, name in
            guard case .array(let values)? = json, let index = Int(name) else { return json?[name] }
            return values.indices.contains(index) ? values[index] : Optional.none
        }
    }

    var code: JSON? { self["code"] }
    var description: String { "\(status) \(headers) \(text)" }
}
