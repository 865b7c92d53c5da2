import Hummingbird
import YobanCore
import YobanOperations

extension Interface {
    /// Carries out a request, once if it has an `Idempotency-Key`.
    func once(
        _ request: Request, _ bytes: [UInt8], _ operations: Operations, _ perform: () async throws -> KeptAnswer
    ) async throws -> Response {
        guard let key = request.headers[name: "Idempotency-Key"] else { return Response(try await perform()) }
        guard (1...255).contains(key.utf8.count), key.utf8.allSatisfy({ (0x20..<0x7F).contains($0) }) else {
            throw HTTPProblem.badIdempotencyKey
        }
        return Response(try await operations.once(key, hash: request.hash(bytes), perform))
    }
}

extension Response {
    fileprivate init(_ answer: KeptAnswer) {
        self.init(
            HTTPResponse.Status(code: answer.status), text: answer.body, type: "application/json",
            headers: answer.location.map { ["Location": $0] } ?? [:])
    }
}
