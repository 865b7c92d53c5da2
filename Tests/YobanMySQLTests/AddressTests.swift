import Foundation
import Testing
import YobanCore

@testable import YobanMySQL

@Suite("The URL of a store")
struct AddressTests {
    @Test("says server, user, database and options")
    func whole() throws {
        let address = try MySQLAddress(
            parsing: "mysql://yoban@db1:3307/mirai_base?ca=/etc/ssl/our.pem&cert=/c&key=/k&password-file=/run/secrets/db")
        #expect(address.endpoint == .host("db1", port: 3307) && address.user == "yoban" && address.database == "mirai_base")
        #expect(address.encryption == .verify && address.authority == "/etc/ssl/our.pem")
        #expect(address.certificate == "/c" && address.key == "/k" && address.password == .file("/run/secrets/db"))
        #expect(address.label == "yoban@db1:3307/mirai_base")
    }

    @Test(
        "has defaults: port 3306, TLS verified over a network and off on this machine, password in the environment",
        arguments: [
            ("mysql://u@db/d", .host("db", port: 3306), .verify), ("mariadb://u@127.0.0.1/d", .host("127.0.0.1", port: 3306), .off),
            ("mysql://u@localhost/d", .host("localhost", port: 3306), .off), ("mysql://u@[::1]:99/d", .host("::1", port: 99), .off),
            ("mysql://u@[2001:db8::7]/d?tls=require", .host("2001:db8::7", port: 3306), .require),
            ("mysql://u@/d?socket=/run/my%20sql.sock", .socket("/run/my sql.sock"), .off),
            ("mysql://u@localhost/d?socket=/s&tls=verify", .socket("/s"), .verify),
        ] as [(String, MySQLAddress.Endpoint, MySQLAddress.Encryption)])
    func defaults(_ url: String, _ endpoint: MySQLAddress.Endpoint, _ encryption: MySQLAddress.Encryption) throws {
        let address = try MySQLAddress(parsing: url)
        #expect(address.endpoint == endpoint && address.encryption == encryption)
        #expect(address.password == .environment("YOBAN_STORE_PASSWORD"))
    }

    @Test("may be percent-encoded")
    func encoded() throws {
        let address = try MySQLAddress(parsing: "mysql://%E5%A4%9C%40x@db/a%2Db?password-env=PW")
        #expect(address.user == "夜@x" && address.database == "a-b" && address.password == .environment("PW"))
    }

    @Test(
        "is refused with what is wrong with it",
        arguments: [
            ("postgres://u@h/d", .scheme), ("u@h/d", .scheme), ("mysql://h/d", .noUser), ("mysql://@h/d", .noUser),
            ("mysql://u:secret@h/d", .passwordInURL), ("mysql://u:secret@x@h/d", .passwordInURL), ("mysql://u@/d", .noHost),
            ("mysql://u@h:0/d", .port), ("mysql://u@h:port/d", .port), ("mysql://u@h:65536/d", .port), ("mysql://u@h", .noDatabase),
            ("mysql://u@h/", .noDatabase), ("mysql://u@h/a/b", .noDatabase), ("mysql://u@h/d?socket=/s", .socket),
            ("mysql://u@/d?socket=s", .socket), ("mysql://%zz@h/d", .encoding), ("mysql://u@h/%00", .encoding),
            ("mysql://u@h/d%F", .encoding),
            ("mysql://u@h/d?tls=maybe", .option("tls=maybe")), ("mysql://u@h/d?password=secret", .option("password")),
            ("mysql://u@h/d?ca=/a&ca=/b", .option("ca")), ("mysql://u@h/d?password-file=/a&password-env=B", .option("password-env")),
        ] as [(String, MySQLAddressError)])
    func refused(_ url: String, _ expected: MySQLAddressError) {
        let error = #expect(throws: MySQLAddressError.self) { try MySQLAddress(parsing: url) }
        #expect(error == expected)
        #expect(error.map { !$0.text.en.contains("secret") && !$0.text.ja.contains("secret") && $0.text.ja != $0.text.en } == true)
    }

    @Test("leads to a password that can't be printed")
    func password() throws {
        let path = NSTemporaryDirectory() + "yoban-pw-" + UUID().uuidString
        try Data("夜 番\r\nsecond line\n".utf8).write(to: URL(filePath: path))
        defer { try? FileManager.default.removeItem(atPath: path) }
        let password = try #require(try Password.read(.file(path)))
        #expect(password.text == "夜 番")
        var dumped = "\(password) \(String(reflecting: password))"
        dump(password, to: &dumped)
        #expect(!dumped.contains("夜"))
        #expect(try Password.read(.environment("YOBAN_NOT_SET_\(getpid())")) == nil)
        #expect(throws: PasswordFileFailure.self) { try Password.read(.file(path + ".missing")) }
    }
}
