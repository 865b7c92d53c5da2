import Crypto
import Foundation
import Synchronization
import Testing
import YobanCore
import YobanTestKit

@testable import YobanNotices

@Suite("Webhooks", .timeLimit(.minutes(10))) struct WebhookTests {
    /// A notice of the event is recorded, and sent once the clock says so.
    private func scene(_ receiver: Receiver, secret: Webhook.Secret? = nil, change: (inout Webhook) -> Void = { _ in }) async throws
        -> Scene
    {
        var rule = NoticeRule.ops(port: receiver.port, secret: secret)
        if case .webhook(var webhook) = rule.channel {
            change(&webhook)
            rule.channel = .webhook(webhook)
        }
        let scene = Scene(notify: [rule])
        _ = try await scene.store.record([.sample(1)], now: .at(0))
        return scene
    }

    private func only(_ scene: Scene) async throws -> Notice { try #require(try await scene.store.notices(NoticeFilter()).first) }

    @Test("the body is posted with its headers, signed with the secret of a file")
    func signed() async throws {
        let receiver = try await Receiver()
        let file = FileManager.default.temporaryDirectory.appending(path: "yoban-secret-\(UUID().uuidString)")
        try Data("hunter2\r\nsecond line".utf8).write(to: file)
        defer { try? FileManager.default.removeItem(at: file) }
        let scene = try await scene(receiver, secret: .file(file.path))
        #expect(try await scene.sender().round() == 1)
        let request = try #require(receiver.received.first)
        let notice = try await only(scene)
        #expect(request.method == "POST" && request.uri == "/hook?token=abc" && request.body == notice.new.body)
        #expect(request.headers["host"] == "127.0.0.1:\(receiver.port)" && request.headers["user-agent"] == "yoban/test")
        #expect(request.headers["content-type"]?.hasPrefix("application/json") == true)
        #expect(request.headers["x-yoban-event"] == "failed" && request.headers["x-yoban-delivery"] == notice.new.delivery)
        let timestamp = try #require(request.headers["x-yoban-timestamp"])
        #expect(timestamp == "1767225600")
        // As a receiver checks it.
        let code = HMAC<SHA256>.authenticationCode(
            for: Data("\(timestamp).\(request.body)".utf8), using: SymmetricKey(data: Data("hunter2".utf8)))
        let expected = "sha256=" + code.map { String($0 >> 4, radix: 16) + String($0 & 15, radix: 16) }.joined()
        #expect(request.headers["x-yoban-signature"] == expected)
        #expect(notice.state == .sent && notice.lastError == nil && scene.failures.withLock { $0.isEmpty })
        try await receiver.close()
    }

    @Test("without a secret there is no signature")
    func unsigned() async throws {
        let receiver = try await Receiver()
        let scene = try await scene(receiver)
        _ = try await scene.sender().round()
        #expect(receiver.received.first?.headers["x-yoban-signature"] == nil && receiver.received.count == 1)
        try await receiver.close()
    }

    @Test("what fails is tried again after its pause, as the same delivery")
    func again() async throws {
        let receiver = try await Receiver(.status(500), .hangUp, .status(204, bytes: 0))
        let scene = try await scene(receiver)
        for (second, tries) in [(0.0, 1), (9.999, 0), (10, 1), (69.999, 0), (70, 1), (9999, 0)] {
            scene.clock.set(.at(second))
            #expect(try await scene.sender().round() == tries, "\(second)")
        }
        let requests = receiver.received
        #expect(
            requests.count == 3 && Set(requests.map { $0.headers["x-yoban-delivery"] }).count == 1 && Set(requests.map(\.body)).count == 1)
        let notice = try await only(scene)
        #expect(notice.state == .sent && notice.tries == 3)
        let errors = scene.failures.withLock { $0.map(\.1) }
        let shown = "http://127.0.0.1:\(receiver.port)"
        #expect(
            errors == [
                .again(at: .at(10), error: "\(shown) answered with HTTP 500"),
                .again(at: .at(70), error: "\(shown): the connection was closed without an answer"),
            ])
        try await receiver.close()
    }

    @Test("what can't be sent for a day is given up and stays to be seen")
    func givenUp() async throws {
        let receiver = try await Receiver()
        try await receiver.close()
        let scene = try await scene(receiver)
        var tries = 0
        for second in stride(from: 0.0, through: 90_000, by: 600) {
            scene.clock.set(.at(second))
            tries += try await scene.sender().round()
        }
        let notice = try await only(scene)
        #expect(notice.state == .givenUp && notice.tries == tries && tries > 10 && tries < 20)
        #expect(notice.lastError?.contains("127.0.0.1") == true && notice.lastError?.contains("token=abc") == false)
    }

    @Test("a receiver that is gone for good is believed, other refusals are not", arguments: [(410, NoticeState.givenUp), (404, .pending)])
    func refused(_ status: Int, _ state: NoticeState) async throws {
        let receiver = try await Receiver(.status(status))
        let scene = try await scene(receiver)
        _ = try await scene.sender().round()
        #expect(try await only(scene).state == state)
        try await receiver.close()
    }

    @Test("no redirect is followed")
    func redirect() async throws {
        let other = try await Receiver()
        let receiver = try await Receiver(.status(307, location: "http://127.0.0.1:\(other.port)/"))
        let scene = try await scene(receiver)
        _ = try await scene.sender().round()
        #expect(other.received.isEmpty)
        #expect(try await only(scene).lastError?.hasSuffix("HTTP 307 (redirects are not followed)") == true)
        for one in [receiver, other] { try await one.close() }
    }

    @Test("an answer that is too long is not read to its end, and counts")
    func long() async throws {
        let receiver = try await Receiver(.status(200, bytes: 10_000_000))
        let scene = try await scene(receiver)
        _ = try await scene.sender().round()
        #expect(try await only(scene).state == .sent)
        try await receiver.close()
    }

    @Test("who does not answer is not waited for")
    func silence() async throws {
        let receiver = try await Receiver(.silence)
        let scene = try await scene(receiver)
        _ = try await scene.sender(patience: .milliseconds(300)).round()
        #expect(try await only(scene).lastError?.hasSuffix("no answer within 300ms") == true)
        #expect(receiver.received.count == 1)
        try await receiver.close()
    }

    @Test(
        "a private address is refused unless it is allowed, whatever its name",
        arguments: ["127.0.0.1", "localhost", "[::1]", "2130706433"])
    func privateAddress(_ host: String) async throws {
        let receiver = try await Receiver()
        let scene = try await scene(receiver) { webhook in
            if let url = try? WebhookURL(parsing: "http://\(host):\(receiver.port)/") { webhook.url = url }
            webhook.allowsPrivate = false
        }
        _ = try await scene.sender().round()
        let error = try #require(try await only(scene).lastError)
        #expect(error.contains("no public address"), "\(error)")
        #expect(receiver.received.isEmpty)
        try await receiver.close()
    }

    @Test("a secret that can't be read sends nothing, and is not told")
    func noSecret() async throws {
        let receiver = try await Receiver()
        for (secret, words) in [
            (Webhook.Secret.file("/nonexistent/secret"), "secret_file can't be read: No such file or directory"),
            (.environment("YOBAN_NO_SUCH_SECRET"), "the variable YOBAN_NO_SUCH_SECRET of secret_env is not set"),
            (.file("/dev/null"), "the secret is empty"),
        ] {
            let scene = try await scene(receiver, secret: secret)
            _ = try await scene.sender().round()
            #expect(try await only(scene).lastError == words)
        }
        #expect(receiver.received.isEmpty)
        try await receiver.close()
    }

    @Test("many senders on one store send each notice once")
    func once() async throws {
        let receiver = try await Receiver()
        let scene = Scene(notify: [.ops(port: receiver.port)])
        _ = try await scene.store.record((1...20).map { .sample($0) }, now: .at(0))
        await withTaskGroup(of: Void.self) { group in
            for _ in 0..<4 { group.addTask { _ = try? await scene.sender().round() } }
        }
        #expect(receiver.received.count == 20 && Set(receiver.received.map { $0.headers["x-yoban-delivery"] }).count == 20)
        try await receiver.close()
    }

    @Test("a channel that the catalogue no longer has waits, and goes out when it is back")
    func gone() async throws {
        let receiver = try await Receiver()
        let scene = try await scene(receiver)
        let rules = scene.catalogue.withLock { $0.notify }
        scene.catalogue.withLock { $0.notify = [] }
        _ = try await scene.sender().round()
        #expect(try await only(scene).state == .pending)
        scene.catalogue.withLock { $0.notify = rules }
        scene.clock.set(.at(10))
        _ = try await scene.sender().round()
        #expect(try await only(scene).state == .sent)
        try await receiver.close()
    }
}

extension NewNotice {
    static func sample(_ number: Int) -> NewNotice {
        var generator = SystemRandomNumberGenerator()
        return NewNotice(
            kind: .failed, subject: .attempt(JobID(Int64(number)), 1), key: JobKey("report"), channel: "ops",
            delivery: ClaimToken.random(using: &generator).value, body: "{\"job\":\(number),\"text\":\"失敗\"}")
    }
}
