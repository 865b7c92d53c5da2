import YobanCore
import YobanSQLite
import YobanTestKit

/// The stores that a worker is tried with.
enum Engine: String, CaseIterable, Sendable {
    case memory, sqlite

    func store(in place: Place) async throws -> any JobStore {
        switch self {
        case .memory: MemoryStore()
        case .sqlite: try await place.sqlite()
        }
    }
}
