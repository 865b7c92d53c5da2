import Testing
import YobanCore

@testable import YobanPostgres

@Suite("The address of a database")
struct AddressTests {
    @Test("host, port, user, database and libpq's own parameters are read")
    func whole() throws {
        let address = try ServerAddress("postgres://yoban@db.example:5433/mirai_base?sslmode=require&application_name=night")
        let host = try #require(address.hosts.first)
        #expect(host["host"] == "db.example" && host["port"] == "5433" && host["user"] == "yoban" && host["dbname"] == "mirai_base")
        #expect(host["sslmode"] == "require" && host["application_name"] == "night")
        #expect(address.description == "postgres://yoban@db.example:5433/mirai_base" && address.schema == nil)
    }

    @Test("our own words are taken out, decoded")
    func own() throws {
        let address = try ServerAddress("postgresql:///x?host=/run/postgresql&schema=yo%20ban&password-file=/etc/p%C3%A4ss")
        #expect(address.schema == "yo ban" && address.passwordFile == "/etc/päss")
        #expect(address.hosts.first?["host"] == "/run/postgresql")
        #expect(address.passwordVariable == "YOBAN_STORE_PASSWORD")
        #expect(try ServerAddress("postgres:///x?password-env=NIGHT_PASSWORD").passwordVariable == "NIGHT_PASSWORD")
    }

    @Test("over a network the certificate is verified, unless the address says otherwise; who names an authority wants that too")
    func verified() throws {
        #expect(try ServerAddress("postgres://h/d?sslrootcert=/ca.pem").hosts[0]["sslmode"] == "verify-full")
        #expect(try ServerAddress("postgres://h/d?sslrootcert=/ca.pem&sslmode=verify-ca").hosts[0]["sslmode"] == "verify-ca")
        #expect(try ServerAddress("postgres://h/d").hosts[0]["sslmode"] == "verify-full")
        #expect(try ServerAddress("postgres://h/d").hosts[0]["sslrootcert"] == "/etc/ssl/certs/ca-certificates.crt")
        #expect(try ServerAddress("postgres://h/d?sslmode=disable").hosts[0]["sslmode"] == "disable")
        #expect(try ServerAddress("postgres://localhost,h/d").hosts[0]["sslmode"] == "verify-full")
        for here in ["postgres:///d", "postgres://localhost/d", "postgres://127.0.0.1:5433/d", "postgres:///d?host=/run/postgresql"] {
            #expect(try ServerAddress(here).hosts[0]["sslmode"] == nil)
        }
    }

    @Test("of several hosts each has its turn, and only the one that can be written is taken")
    func several() throws {
        let hosts = try ServerAddress("postgres://a:1,b:2/d").hosts
        #expect(hosts.map { $0["host"] } == ["a", "b"] && hosts.map { $0["port"] } == ["1", "2"])
        #expect(hosts.allSatisfy { $0["target_session_attrs"] == "read-write" })
    }

    @Test(
        "a password in it is refused, and never repeated", arguments: ["postgres://yoban:s3cret@h/d", "postgres://h/d?password=s3cret"])
    func password(_ text: String) {
        let refusal = #expect(throws: ServerAddress.Refusal.self) { try ServerAddress(text) }
        #expect(refusal?.why.en.contains("password-file") == true && refusal?.why.en.contains("s3cret") == false)
    }

    @Test("what is no address is refused", arguments: ["", "mysql://h/d", "postgres://h/d?sslmod=require"])
    func wrong(_ text: String) {
        let refusal = #expect(throws: ServerAddress.Refusal.self) { try ServerAddress(text) }
        #expect(refusal.map { $0.why.en.contains("can't be read") } == true)
    }

    @Test("values are numbered in the order of their names, casts are left alone")
    func statement() throws {
        let statement = Statement("SELECT :a::bigint, :b, :a, 'x'::text")
        #expect(statement.sql == "SELECT $1::bigint, $2, $1, 'x'::text")
        #expect(try statement.values(["a": 1, "b": nil]) == ["1", nil])
        #expect(throws: HoldsNUL.self) { try statement.values(["a": "x\0"]) }
        #expect(List(["a\"b\\c", nil, "{,}", ""]).bound == #"{"a\"b\\c",NULL,"{,}",""}"#)
    }
}
