import Foundation
import YobanCore
import YobanTestKit

@testable import YobanMySQL

/// A database of one test. It goes with its server.
final class TestDatabase: Sendable {
    let server: PrivateMariaDB
    let name: String

    init(_ server: PrivateMariaDB) throws {
        self.server = server
        name = "y" + UUID().uuidString.filter { $0 != "-" }.lowercased()
        try Admin(server, database: "mysql").query("CREATE DATABASE \(name) CHARACTER SET utf8mb4")
    }

    /// On the server that all tests share, with our tables.
    static func migrated() async throws -> TestDatabase {
        let database = try TestDatabase(await PrivateMariaDB.shared.server)
        _ = try await MySQLStore.migrate(database.address(), dryRun: false)
        return database
    }

    func address(user: String = "root", _ options: String = "") throws -> MySQLAddress {
        try MySQLAddress(parsing: "mysql://\(user)@/\(name)?socket=\(server.socket)\(options)")
    }

    func open(connections: Int = 3) async throws -> MySQLStore { try await MySQLStore.open(address(), connections: connections) }

    func admin() throws -> Admin { try Admin(server, database: name) }
}
