package import Hummingbird
import NIOCore
import YobanCore
import YobanOperations

/// The longest body that is read, in bytes.
let longestBody = 1_048_576

extension Request {
    /// The whole body.
    package func bytes() async throws -> [UInt8] {
        // Refused before it is sent, where its length is told.
        if let length = headers[.contentLength].flatMap({ Int($0) }), length > longestBody { throw HTTPProblem.tooLarge }
        do {
            return Array((try await body.collect(upTo: longestBody)).readableBytesView)
        } catch is NIOTooManyBytesError {
            throw HTTPProblem.tooLarge
        }
    }

    /// A body of JSON as its value.
    func json(_ bytes: [UInt8]) throws(HTTPProblem) -> JSON {
        let type = headers[.contentType]?.prefix { $0 != ";" }.filter { $0 != " " }.lowercased()
        guard type == "application/json" else { throw .wrongContentType(type) }
        do throws(JSON.Broken) {
            return try JSON(parsing: bytes)
        } catch {
            throw .brokenJSON(at: error.offset)
        }
    }

    /// Names the request by everything that makes it what it is.
    func hash(_ bytes: [UInt8]) -> String { Hash.sha256(Array("\(method.rawValue) \(uri.string)\n".utf8) + bytes) }
}
