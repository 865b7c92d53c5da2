package import YobanCore
import YobanRows

extension PostgresStore {
    package func begin(_ request: IdempotentRequest, now: Instant) async throws(StoreError) -> IdempotencyState {
        try await transact(.noteRequest) { session in
            let begun = try session.run(Query.beginRequest, request.arguments.merging(["now": now]) { $1 }).changed
            if begun == 1 { return .new }
            // It was forgotten between the two.
            guard let state = try session.run(Query.request, request.arguments).first({ request.state(cells: &$0) }) else { throw Again() }
            return state
        }
    }

    package func finish(_ request: IdempotentRequest, _ answer: KeptAnswer) async throws(StoreError) {
        let kept: [String: (any Bindable)?] = [
            "status": answer.status, "body": Stored.text(answer.body), "location": answer.location.map(Stored.text),
        ]
        _ = try await perform(.noteRequest) { try $0.run(Query.finishRequest, request.arguments.merging(kept) { $1 }).changed }
    }

    package func forget(_ request: IdempotentRequest) async throws(StoreError) {
        _ = try await transact(.noteRequest) { try $0.run(Query.forgetRequest, request.arguments).changed }
    }
}

extension IdempotentRequest {
    fileprivate var arguments: [String: (any Bindable)?] { ["sender": Stored.text(sender), "key": Stored.text(key), "hash": hash] }
}
