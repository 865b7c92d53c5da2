import Hummingbird

extension Request {
    /// Runs it until it ends or the client goes, also while nothing is to be written. The connection is not used again.
    ///
    /// The request is read to its end first: what hummingbird reads beside the operation must have come to that end when the operation is
    /// over, or NIO ends this process.
    @concurrent func untilClientGoes(_ operation: @concurrent () async throws -> Void) async throws {
        try await body.consumeWithCancellationOnInboundClose { rest in
            for try await _ in rest {}
            try await operation()
        }
    }
}
