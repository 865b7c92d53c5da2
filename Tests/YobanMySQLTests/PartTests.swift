import Testing
import YobanCore

@testable import YobanMySQL

@Suite("Small parts")
struct PartTests {
    @Test("named parameters become places in their order")
    func query() {
        let query: Query = "SELECT :a, ':' FROM t WHERE x = :bc OR :a IS NULL"
        #expect(query.sql == "SELECT ?, ':' FROM t WHERE x = ? OR ? IS NULL" && query.names == ["a", "bc", "a"])
    }

    @Test("an INSERT of one row becomes one of several, and its parameters with it")
    func rows() {
        let query: Query = "INSERT INTO t (a, b) VALUES (:a, 1, :b)"
        #expect(query.forRows(1) == query)
        let three = query.forRows(3)
        #expect(
            three.sql == "INSERT INTO t (a, b) VALUES (?, 1, ?), (?, 1, ?), (?, 1, ?)" && three.names == ["a", "b", "a", "b", "a", "b"])
    }

    @Test(
        "times are read with and without fraction, and what is no time is none",
        arguments: [
            ("2026-01-01 00:00:00.123", 1_767_225_600_123), ("2026-01-01 00:00:00", 1_767_225_600_000),
            ("2026-01-01 00:00:01.5", 1_767_225_601_500), ("2000-02-29 12:34:56.789012", 951_827_696_789),
            ("0000-00-00 00:00:00", nil), ("2026-02-30 00:00:00", nil), ("", nil), ("now", nil), ("2026-01-01", nil),
        ] as [(String, Int64?)])
    func time(_ text: String, _ milliseconds: Int64?) { #expect(SeedTime.instant(text)?.milliseconds == milliseconds) }

    @Test("times beyond what a TIMESTAMP holds are held within it")
    func clamped() {
        #expect(SeedTime.text(Instant(milliseconds: .max)) == "2038-01-19 03:14:07.000")
        #expect(SeedTime.text(Instant(milliseconds: .min)) == "1970-01-01 00:00:01.000")
        #expect(SeedTime.text(Instant(milliseconds: 1_767_225_600_007)) == "2026-01-01 00:00:00.007")
    }

    @Test("a text too long for its column is cut between characters")
    func cut() {
        #expect(Stored.text("夜夜夜", bytes: 7) == "夜夜" && Stored.text("abc", bytes: 3) == "abc" && Stored.text("é", bytes: 1) == "")
        #expect(Stored.text(String(repeating: "夜", count: 30_000)).utf8.count == 65_535)
    }

    @Test(
        "servers are told apart by their version",
        arguments: [
            ("10.11.19-MariaDB-0+deb12u1", .mariaDB, true), ("10.7.8-MariaDB", .mariaDB, false), ("11.4.2-MariaDB-log", .mariaDB, true),
            ("8.0.15", .mySQL, false), ("8.0.16", .mySQL, true), ("8.4.3-0ubuntu", .mySQL, true), ("5.7.44-log", .mySQL, false),
            ("", .mySQL, false),
        ] as [(String, Server.Kind, Bool)])
    func server(_ version: String, _ kind: Server.Kind, _ isNewEnough: Bool) {
        let server = Server(version: version)
        #expect(server.kind == kind && server.isNewEnough == isNewEnough)
    }

    @Test(
        "a missing right is told as the statement that gives it",
        arguments: [
            (
                "UPDATE command denied to user 'y'@'localhost' for table `mirai`.`batch_job_queue`",
                "GRANT UPDATE ON `mirai`.* TO 'y'@'localhost'"
            ),
            (
                "ALTER command denied to user 'y'@'localhost' for table `mirai`.`batch_job_queue`",
                "GRANT CREATE, ALTER, INDEX, REFERENCES, SELECT, INSERT ON `mirai`.* TO 'y'@'localhost'"
            ),
            ("Access denied for user 'y'@'%' to database 'mirai'", "GRANT SELECT, INSERT, UPDATE, DELETE ON `mirai`.* TO 'y'@'%'"),
        ])
    func grant(_ message: String, _ sql: String) { #expect(Grant(message, "y@db:3306/mirai").sql == sql) }
}
