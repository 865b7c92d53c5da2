import CLibPQ
import Glibc
import YobanCore

extension Session {
    /// The first server that can be used, of the hosts in their order.
    static func connect(_ address: ServerAddress, patience: Patience) throws -> Session {
        var failure = ConnectFailure(kind: .other, message: "no host")
        for host in address.hosts {
            do {
                let session = try open(host, address, deadline: .now + patience.connect)
                try session.prepare(address, patience)
                return session
            } catch let error as ConnectFailure {
                failure = error
            } catch let error as ConnectionLost {
                failure = ConnectFailure(kind: error.isTimeout ? .timeout : .other, message: error.message)
            }
        }
        throw failure
    }

    private static func open(_ host: [String: String], _ address: ServerAddress, deadline: ContinuousClock.Instant) throws -> Session {
        var parameters = host
        let defaults = [
            "client_encoding": "UTF8", "application_name": "yoban", "keepalives_idle": "5", "keepalives_interval": "2",
            "keepalives_count": "2", "tcp_user_timeout": "8000",
        ]
        parameters.merge(defaults) { given, _ in given }
        if let file = address.passwordFile {
            parameters["password"] = try password(in: file)
        } else if let variable = getenv(address.passwordVariable) {
            parameters["password"] = String(cString: variable)
        }
        let names = parameters.keys.sorted()
        let handle = withCStrings(names) { keywords in
            withCStrings(names.map { parameters[$0] ?? "" }) { values in PQconnectStartParams(keywords, values, 0) }
        }
        guard let handle else { throw ConnectFailure(kind: .other, message: "no memory") }
        let session = Session(handle: handle)
        session.deadline = deadline
        PQsetNoticeProcessor(handle, { _, _ in }, nil)
        // Only so does the message of a refusal carry its code: there is no result to ask.
        PQsetErrorVerbosity(handle, PQERRORS_VERBOSE)
        var state = PGRES_POLLING_WRITING
        while PQstatus(handle) != CONNECTION_BAD, state == PGRES_POLLING_READING || state == PGRES_POLLING_WRITING {
            let ready = Poll.wait(PQsocket(handle), state == PGRES_POLLING_READING ? POLLIN : POLLOUT, until: deadline)
            if ready == 0 { throw ConnectFailure(kind: .timeout, message: "") }
            state = PQconnectPoll(handle)
        }
        guard state == PGRES_POLLING_OK, PQstatus(handle) == CONNECTION_OK else { throw ConnectFailure(refused: handle) }
        PQsetErrorVerbosity(handle, PQERRORS_DEFAULT)
        guard PQsetnonblocking(handle, 1) == 0 else { throw ConnectFailure(kind: .other, message: oneLine(PQerrorMessage(handle))) }
        return session
    }

    /// Looks whether this server can serve, and sets what our statements rely on.
    private func prepare(_ address: ServerAddress, _ patience: Patience) throws {
        func parameter(_ name: String) -> String { PQparameterStatus(handle, name).map { String(cString: $0) } ?? "" }
        guard PQserverVersion(handle) >= Self.oldestVersion else {
            throw ConnectFailure(kind: .tooOld(parameter("server_version")), message: "")
        }
        guard parameter("server_encoding") == "UTF8" else {
            throw ConnectFailure(kind: .wrongEncoding(parameter("server_encoding")), message: "")
        }
        do {
            let arguments: [String: (any Bindable)?] = [
                "schema": address.schema, "statement": "\(patience.statement.inMilliseconds)ms",
                "lock": "\(patience.lock.inMilliseconds)ms", "idle": "\(patience.idleInTransaction.inMilliseconds)ms",
            ]
            let told = try runOnce(Query.prepareSession, arguments).first { cells in
                (Identity(pid: cells.integer() ?? 0, start: cells.text() ?? ""), channel: cells.text() ?? "")
            }
            if let told { introduce(identity: told.0, channel: told.channel) }
        } catch let failure as ServerFailure {
            throw ConnectFailure(kind: .state(failure.state), message: failure.message)
        }
    }

    /// Version 13: the first whose transactions can be asked for by number (`pg_current_xact_id`).
    private static let oldestVersion: Int32 = 130_000

    private static func password(in file: String) throws -> String {
        let descriptor = Glibc.open(file, O_RDONLY | O_CLOEXEC | O_NONBLOCK)
        guard descriptor >= 0 else {
            throw ConnectFailure(kind: .unreadablePasswordFile(file), message: String(cString: strerror(errno)))
        }
        defer { Glibc.close(descriptor) }
        var bytes = [UInt8](repeating: 0, count: 4096)
        let count = Glibc.read(descriptor, &bytes, bytes.count)
        guard count >= 0 else { throw ConnectFailure(kind: .unreadablePasswordFile(file), message: String(cString: strerror(errno))) }
        return String(decoding: bytes[..<count].prefix { $0 != 0x0A && $0 != 0x0D && $0 != 0 }, as: UTF8.self)
    }

    private static func withCStrings<T>(_ texts: [String], _ body: (UnsafePointer<UnsafePointer<CChar>?>?) -> T) -> T {
        let copies = texts.map { strdup($0) }
        defer { for copy in copies { free(copy) } }
        let pointers = copies.map { $0.map { UnsafePointer<CChar>($0) } } + [nil]
        return pointers.withUnsafeBufferPointer { body($0.baseAddress) }
    }
}

extension ConnectFailure {
    /// Reads from libpq's message why there is no connection. It is English: this program never sets a locale.
    init(refused handle: OpaquePointer) {
        let message = Session.oneLine(PQerrorMessage(handle))
        self.init(kind: Self.kind(message, needsPassword: PQconnectionNeedsPassword(handle) != 0), message: message)
    }

    static func kind(_ message: String, needsPassword: Bool) -> Kind {
        if let state = state(in: message) { return .state(state) }
        if needsPassword { return .noPassword }
        let words: [(String, Kind)] = [
            ("could not translate host name", .unknownHost), ("certificate", .certificate), ("does not match host name", .certificate),
            ("server does not support SSL", .noTLS), ("session is read-only", .readOnly), ("Connection timed out", .timeout),
            ("timeout expired", .timeout), ("Connection refused", .refused), ("No such file or directory", .refused),
        ]
        return words.first { message.contains($0.0) }?.1 ?? .other
    }

    /// `… failed: FATAL:  28P01: password authentication failed …`: five letters or digits between colons.
    private static func state(in message: String) -> String? {
        let parts = message.split(separator: ":").map { part in String(part.drop { $0 == " " }) }
        return parts.last { part in part != "FATAL" && part.wholeMatch(of: /[0-9A-Z]{5}/) != nil }
    }
}
