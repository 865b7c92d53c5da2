package import YobanCore
import YobanRows

extension MySQLStore {
    package func begin(_ request: IdempotentRequest, now: Instant) async throws(StoreError) -> IdempotencyState {
        let token = EnqueueToken.new().value
        let confirm = { @Sendable (session: Session, state: IdempotencyState) in
            try state != .new || session.row(Queries.beginToken, request.values) { $0.text() } == token
        }
        return try await write(.noteRequest, confirm: confirm) { session in
            let new: [String: Value] = ["now": Value(milliseconds: now), "token": .text(token)]
            for _ in 0..<10 {
                do {
                    try session.run(Queries.beginRequest, request.values.merging(new) { $1 })
                    return .new
                } catch let failure as ServerFailure where failure.isDuplicate {
                    try session.checkTransaction()
                    if let state = try session.row(Queries.request, request.values, { request.state(cells: &$0) }) { return state }
                    // It was forgotten between the two.
                }
            }
            throw StoreError(.busy, doing: .noteRequest)
        }
    }

    package func finish(_ request: IdempotentRequest, _ answer: KeptAnswer) async throws(StoreError) {
        let kept: [String: Value] = [
            "status": Value(answer.status), "body": .text(answer.body), "location": Value(answer.location),
        ]
        try await perform(.noteRequest) { _ = try $0.run(Queries.finishRequest, request.values.merging(kept) { $1 }) }
    }

    package func forget(_ request: IdempotentRequest) async throws(StoreError) {
        try await perform(.noteRequest) { _ = try $0.run(Queries.forgetRequest, request.values) }
    }
}

extension IdempotentRequest {
    fileprivate var values: [String: Value] {
        ["sender": .text(Stored.text(sender, characters: 255)), "key": .text(key), "hash": .text(hash)]
    }
}
