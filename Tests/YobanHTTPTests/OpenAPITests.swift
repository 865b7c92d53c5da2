import HTTPTypes
import Testing
import YobanCore
import YobanOperations
import YobanTestKit

@testable import YobanHTTP

@Suite("The OpenAPI document") struct OpenAPITests {
    @Test("it is served without a token, and is the one in the code")
    func served() async throws {
        try await Scene().test { client in
            let reply = try await client.with(nil).get("/api/openapi.json")
            #expect(reply.status == 200 && reply.text == OpenAPIDocument.json(version: "1.2.3").text)
            #expect(reply["openapi"] == "3.1.0" && reply["info", "version"] == "1.2.3")
        }
    }

    @Test("it has every path and method that the server has, and no other")
    func complete() {
        let scene = Scene()
        let known = scene.interface.routes(for: ServerSettings(), scene.stopping).known.flatMap { path, methods in
            methods.filter { $0 != .head }.map { "\($0.rawValue) \(path)" }
        }
        let described = OpenAPIDocument.operations.map { operation in
            "\(operation.method.uppercased()) \(operation.path.replacing("{", with: ":").replacing("}", with: ""))"
        }
        #expect(Set(known) == Set(described))
        #expect(Set(described).count == described.count)
        #expect(Set(OpenAPIDocument.operations.map(\.id)).count == described.count, "operationIds differ")
    }

    @Test("what is written has the members that the document names, all of them")
    func members() async throws {
        let scene = Scene(schedule: "0 2 * * *")
        let id = try await scene.job()
        let claim = try #require(
            try await scene.store.claim([ClaimToken("t")], queues: ["default"], by: WorkerID("w"), on: "h", now: .at(1)).first)
        let job = try #require(try await scene.store.job(id))
        let attempt = try #require(try await scene.store.attempts(of: id).first)
        #expect(claim.job.id == id)
        let schemas = OpenAPIDocument.schemas
        let worker = WorkerRecord(
            id: WorkerID("w"), host: "h", pid: 1, slots: 1, bootID: "", doorbell: "", version: "", seenAt: .at(0))
        for (name, json) in [
            ("Job", JSON(job)), ("Attempt", JSON(attempt)), ("Queue", JSON(QueueStanding(QueueFigures(queue: "q"), nil))),
            ("Worker", JSON(WorkerStanding(worker, .live, held: []))),
        ] {
            #expect(json.names == schemas[name]?["properties"]?.names, "\(name)")
        }
        try await scene.test { client in
            for (name, path) in [("Definition", "definitions"), ("Schedule", "schedules"), ("Token", "tokens"), ("AuditEntry", "audit")] {
                let reply = try await client.get("/api/v1/\(path)")
                #expect(reply["0"]?.names == schemas[name]?["properties"]?.names, "\(name)")
            }
        }
    }

    @Test("each reference leads somewhere")
    func references() {
        let document = OpenAPIDocument.json(version: "1")
        for reference in document.references {
            let place = reference.split(separator: "/").dropFirst().reduce(Optional(document)) { $0?[String($1)] }
            #expect(place != nil, "\(reference)")
        }
    }
}

extension JSON {
    fileprivate var names: [String]? {
        if case .object(let members) = self { members.map(\.key) } else { nil }
    }

    fileprivate var references: [String] {
        switch self {
        case .object(let members):
            members.flatMap { member -> [String] in
                if member.key == "$ref", case .string(let text) = member.value { [text] } else { member.value.references }
            }
        case .array(let values): values.flatMap(\.references)
        default: []
        }
    }
}
