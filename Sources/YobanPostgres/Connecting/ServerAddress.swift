import CLibPQ
import YobanCore

/// Where a database is and how to get in, as people write it:
/// `postgres://user@host:5432/database?sslrootcert=/etc/ca.pem&password-file=/etc/yoban/password`.
///
/// All of libpq's parameters can be given (https://www.postgresql.org/docs/current/libpq-connect.html), a folder with a unix socket as
/// `?host=/run/postgresql`, several hosts separated by commas. Ours: `schema`, and `password-file` or `password-env`, read at each
/// connection. A password itself is refused here: this text is seen in process lists and logs. Without either it is that of
/// `YOBAN_STORE_PASSWORD`, or libpq's own way: `PGPASSWORD`, `PGPASSFILE`.
///
/// Over a network the server's certificate is checked unless `sslmode` says otherwise: against `sslrootcert`, else what the system trusts.
struct ServerAddress: Sendable {
    /// libpq's parameters, one set for each host, in the order of trying.
    let hosts: [[String: String]]
    /// Nil: the schema in which `batch_job_queue` is found, or else the first of the server's search path.
    let schema: String?
    let passwordFile: String?
    /// The variable that holds the password.
    let passwordVariable: String

    static let defaultPasswordVariable = "YOBAN_STORE_PASSWORD"
    /// Debian's; libpq can't find it by itself before version 16.
    private static let systemAuthorities = "/etc/ssl/certs/ca-certificates.crt"
    /// `postgres://user@host/database`, for messages.
    let description: String

    /// What can't be read, in words for people.
    struct Refusal: Error {
        let why: Text
    }

    init(_ text: String) throws(Refusal) {
        guard libpq_is_there() else { throw Refusal(why: .libraryMissing) }
        guard text.hasPrefix("postgres://") || text.hasPrefix("postgresql://") else { throw Refusal(why: .notAnAddress("postgres://")) }
        let (own, rest) = Self.takeOwn(from: text)
        var parameters = try Self.parse(rest)
        guard parameters["password"] == nil else { throw Refusal(why: .passwordInAddress) }
        let several = parameters["host"]?.contains(",") == true
        if parameters["sslmode"] == nil, parameters["sslrootcert"] != nil || !Self.isThisMachine(parameters) {
            parameters["sslmode"] = "verify-full"
            parameters["sslrootcert"] = parameters["sslrootcert"] ?? Self.systemAuthorities
        }
        if several, parameters["target_session_attrs"] == nil { parameters["target_session_attrs"] = "read-write" }
        schema = own["schema"]
        passwordFile = own["password-file"]
        passwordVariable = own["password-env"] ?? Self.defaultPasswordVariable
        guard passwordFile == nil || own["password-env"] == nil else { throw Refusal(why: .notAnAddress("password-env")) }
        description = Self.describe(parameters)
        hosts = Self.split(parameters)
    }

    /// Our own words of the query are not libpq's.
    private static func takeOwn(from text: String) -> (own: [String: String], rest: String) {
        guard let mark = text.firstIndex(of: "?") else { return ([:], text) }
        var own: [String: String] = [:]
        let foreign = text[text.index(after: mark)...].split(separator: "&").filter { pair in
            for name in ["schema", "password-file", "password-env"] where pair.hasPrefix(name + "=") {
                own[name] = decoded(pair.dropFirst(name.count + 1))
                return false
            }
            return true
        }
        return (own, String(text[..<mark]) + (foreign.isEmpty ? "" : "?" + foreign.joined(separator: "&")))
    }

    private static func decoded(_ text: Substring) -> String {
        var bytes: [UInt8] = []
        var rest = text.utf8
        while let byte = rest.popFirst() {
            if byte == UInt8(ascii: "%"), rest.count >= 2, let value = UInt8(Substring(rest.prefix(2)), radix: 16) {
                bytes.append(value)
                rest = rest.dropFirst(2)
            } else {
                bytes.append(byte)
            }
        }
        return String(decoding: bytes, as: UTF8.self)
    }

    private static func parse(_ text: String) throws(Refusal) -> [String: String] {
        var message: UnsafeMutablePointer<CChar>?
        guard let options = PQconninfoParse(text, &message) else {
            defer { PQfreemem(message) }
            // libpq quotes what it could not read, which may hold a password.
            let told = message.map { String(cString: $0) } ?? ""
            throw Refusal(why: .notAnAddress(told.contains("URI query parameter") ? told.shortened : "postgres://user@host/database"))
        }
        defer { PQconninfoFree(options) }
        var parameters: [String: String] = [:]
        var option = options
        while let keyword = option.pointee.keyword {
            if let value = option.pointee.val { parameters[String(cString: keyword)] = String(cString: value) }
            option += 1
        }
        return parameters
    }

    /// Whether all its hosts are this one.
    private static func isThisMachine(_ parameters: [String: String]) -> Bool {
        let hosts = (parameters["hostaddr"] ?? parameters["host"] ?? "").split(separator: ",", omittingEmptySubsequences: false)
        return hosts.allSatisfy { $0.isEmpty || $0.hasPrefix("/") || $0 == "localhost" || $0.hasPrefix("127.") || $0 == "::1" }
    }

    private static func describe(_ parameters: [String: String]) -> String {
        let user = parameters["user"].map { $0 + "@" } ?? ""
        let port = parameters["port"].map { ":" + $0 } ?? ""
        return "postgres://\(user)\(parameters["host"] ?? parameters["hostaddr"] ?? "")\(port)/\(parameters["dbname"] ?? "")".onOneLine
    }

    /// libpq tries the hosts itself, but leaves the time for each to who waits.
    private static func split(_ parameters: [String: String]) -> [[String: String]] {
        func parts(_ name: String) -> [String] {
            parameters[name].map { $0.split(separator: ",", omittingEmptySubsequences: false).map(String.init) } ?? []
        }
        let (names, addresses, ports) = (parts("host"), parts("hostaddr"), parts("port"))
        return (0..<max(names.count, addresses.count, 1)).map { index in
            var one = parameters
            if names.indices.contains(index) { one["host"] = names[index] }
            if addresses.indices.contains(index) { one["hostaddr"] = addresses[index] }
            if ports.count > 1 { one["port"] = ports.indices.contains(index) ? ports[index] : "" }
            return one
        }
    }
}
