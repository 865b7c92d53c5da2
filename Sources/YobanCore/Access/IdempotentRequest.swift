/// A request that its sender may send again, when it did not hear the answer (`Idempotency-Key`).
package struct IdempotentRequest: Sendable, Hashable {
    /// ``Principal/name``: two senders may use the same key.
    package var sender: String
    /// 1 to 255 characters, the sender's own.
    package var key: String
    /// SHA-256 of method, path and body, 64 hexadecimal digits.
    package var hash: String

    package init(sender: String, key: String, hash: String) {
        self.sender = sender
        self.key = key
        self.hash = hash
    }
}

/// The answer to a request, as it is given again.
package struct KeptAnswer: Sendable, Equatable {
    package var status: Int
    package var body: String
    /// `Location`, where the answer had one.
    package var location: String?

    package init(status: Int, body: String, location: String? = nil) {
        self.status = status
        self.body = body
        self.location = location
    }
}

/// What is known of a request that arrives.
package enum IdempotencyState: Sendable, Equatable {
    /// Not seen before: it is noted now, and whoever asked has to carry it out and say how it ended.
    case new
    /// It was carried out.
    case answered(KeptAnswer)
    /// It arrived before and has no answer yet: it is being carried out, or whoever did so died.
    case underWay(since: Instant)
    /// The same key came with another request.
    case otherRequest
}
