import GRDB
package import YobanCore
import YobanRows

extension SQLiteStore {
    package func begin(_ request: IdempotentRequest, now: Instant) async throws(StoreError) -> IdempotencyState {
        try await write(.noteRequest) { database in
            let key = [Stored.text(request.sender), Stored.text(request.key)]
            let values = StatementArguments(key) + [request.hash, now.milliseconds]
            if try database.run(Query.beginRequest, values) == 1 { return .new }
            guard let state = try database.row(Query.request, StatementArguments(key), { request.state(cells: &$0) }) else {
                throw StoreError(.unexpected, doing: .noteRequest, cause: "a request that was there is not found")
            }
            return state
        }
    }

    package func finish(_ request: IdempotentRequest, _ answer: KeptAnswer) async throws(StoreError) {
        try await write(.noteRequest) { database in
            let kept: [String: (any DatabaseValueConvertible)?] = [
                "status": answer.status, "body": Stored.text(answer.body), "location": answer.location.map(Stored.text),
            ]
            try database.run(Query.finishRequest, StatementArguments(request.arguments.merging(kept) { $1 }))
        }
    }

    package func forget(_ request: IdempotentRequest) async throws(StoreError) {
        try await write(.noteRequest) { _ = try $0.run(Query.forgetRequest, StatementArguments(request.arguments)) }
    }
}

extension IdempotentRequest {
    fileprivate var arguments: [String: (any DatabaseValueConvertible)?] {
        ["sender": Stored.text(sender), "key": Stored.text(key), "hash": hash]
    }
}
