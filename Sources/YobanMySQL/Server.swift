/// Which server answers, as far as the SQL differs.
struct Server: Sendable, Equatable {
    enum Kind: Sendable, Equatable { case mariaDB, mySQL }

    let kind: Kind
    /// As the server tells it.
    let version: String
    private let number: [Int]

    /// From a version as in the handshake: `10.11.19-MariaDB-0+deb12u1`, `8.4.3`.
    init(version: String) {
        self.version = version
        kind = version.lowercased().contains("mariadb") ? .mariaDB : .mySQL
        number = version.prefix { $0.isNumber || $0 == "." }.split(separator: ".").map { Int($0) ?? 0 }
    }

    /// Descending index parts: without them a claim would sort all that is ready. MySQL 8.0.16 also checks CHECK.
    var isNewEnough: Bool { !number.lexicographicallyPrecedes(kind == .mariaDB ? [10, 8] : [8, 0, 16]) }

    /// Compares texts byte by byte, spaces at the end included.
    var binaryCollation: String { kind == .mariaDB ? "utf8mb4_nopad_bin" : "utf8mb4_0900_bin" }

    /// MySQL would round a time up into the next second where a column keeps whole seconds.
    var sqlMode: String { "STRICT_ALL_TABLES,NO_ENGINE_SUBSTITUTION" + (kind == .mySQL ? ",TIME_TRUNCATE_FRACTIONAL" : "") }
}
