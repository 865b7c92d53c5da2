package import YobanCore

/// Why a request that may be sent again was not carried out.
package enum RepetitionError: Error, Sendable, Equatable {
    /// The same key came with another request.
    case otherRequest
    /// It arrived before and has no answer yet: it is being carried out, or whoever did so died.
    case underWay(since: Instant)

    package var text: Text {
        switch self {
        case .otherRequest:
            Text(
                ja: "この Idempotency-Key は別の内容のリクエストで使用済みです。新しいキーを使ってください。",
                en: "this Idempotency-Key was used for another request. Use a new one.")
        case .underWay(let since):
            Text(
                ja: "同じ Idempotency-Key のリクエストが処理中か、途中で失われました（\(since.utcText) から）。結果を確認してください: yoban list",
                en:
                    "a request with this Idempotency-Key is being carried out, or was lost on the way (since \(since.utcText)). Look first: yoban list"
            )
        }
    }
}

extension Operations {
    /// Carries out a request once, however often its sender repeats it: the answer is kept and given again.
    ///
    /// A request that fails is forgotten, since it changed nothing; one whose outcome is unknown is not.
    ///
    /// - Parameters:
    ///   - key: the sender's own, 1 to 255 characters.
    ///   - hash: of everything that makes the request what it is.
    package func once(
        _ key: String, hash: String, _ perform: () async throws -> KeptAnswer
    ) async throws -> KeptAnswer {
        let request = IdempotentRequest(sender: principal.name, key: key, hash: hash)
        switch try await begin(request) {
        case .new: break
        case .answered(let answer): return answer
        case .underWay(let since): throw RepetitionError.underWay(since: since)
        case .otherRequest: throw RepetitionError.otherRequest
        }
        do {
            let answer = try await perform()
            await end(request, with: answer)
            return answer
        } catch {
            if case OperationError.store(let failure) = error, failure.code == .unknownOutcome { throw error }
            await end(request, with: nil)
            throw error
        }
    }

    private func begin(_ request: IdempotentRequest) async throws(OperationError) -> IdempotencyState {
        let now = now()
        return try await storing { () async throws(StoreError) in try await store.begin(request, now: now) }
    }

    /// Keeps the answer, or makes room for the next try where nothing was done. When even that fails, the request stays under way.
    private func end(_ request: IdempotentRequest, with answer: KeptAnswer?) async {
        let store = store
        // What was done is done: it is noted although the asker may have gone and this task be cancelled.
        await Task {
            if let answer {
                try? await store.finish(request, answer)
            } else {
                try? await store.forget(request)
            }
        }.value
    }

    /// Asks the store for something small. Throws when it does not answer. Anybody may ask.
    package func reachStore() async throws(OperationError) {
        _ = try await storing { () async throws(StoreError) in try await store.newestJob() }
    }
}
