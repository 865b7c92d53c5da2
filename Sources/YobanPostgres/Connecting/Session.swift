import CLibPQ
import Glibc
import YobanCore

/// One connection to the server. It blocks, and is used on its connection's thread only.
final class Session {
    let handle: OpaquePointer
    /// The server's process for this session, so that another session can end it.
    private(set) var identity = Identity(pid: 0, start: "")
    /// The name of the channel on which this schema's changes are told, quoted.
    private(set) var channel = ""
    /// When the caller stops waiting for an answer; nil: never.
    var deadline: ContinuousClock.Instant?
    private var prepared: [String: String] = [:]

    struct Identity: Sendable, Equatable {
        let pid: Int64
        let start: String
    }

    /// Takes over a handle that is connected.
    init(handle: OpaquePointer) { self.handle = handle }

    deinit { PQfinish(handle) }

    func introduce(identity: Identity, channel: String) {
        self.identity = identity
        self.channel = channel
    }

    var isInTransaction: Bool { PQtransactionStatus(handle) != PQTRANS_IDLE }

    /// Runs a statement that is kept prepared in this session.
    @discardableResult
    func run(_ statement: Statement, _ arguments: [String: (any Bindable)?] = [:]) throws -> Rows {
        let name = try prepared[statement.sql] ?? prepare(statement.sql)
        return try send(statement.values(arguments)) { count, values in
            PQsendQueryPrepared(handle, name, count, values, nil, nil, 0)
        }
    }

    /// Runs a statement once: the server plans it for these values.
    @discardableResult
    func runOnce(_ statement: Statement, _ arguments: [String: (any Bindable)?] = [:]) throws -> Rows {
        try send(statement.values(arguments)) { count, values in
            PQsendQueryParams(handle, statement.sql, count, nil, values, nil, nil, 0)
        }
    }

    /// Runs text without values, which may hold several statements; the last one's rows.
    @discardableResult
    func execute(_ sql: String) throws -> Rows { try send([]) { _, _ in PQsendQuery(handle, sql) } }

    private func prepare(_ sql: String) throws -> String {
        let name = "yoban_\(prepared.count + 1)"
        _ = try send([]) { _, _ in PQsendPrepare(handle, name, sql, 0, nil) }
        prepared[sql] = name
        return name
    }

    private func send(_ values: [String?], _ begin: (Int32, UnsafePointer<UnsafePointer<CChar>?>?) -> Int32) throws -> Rows {
        let copies = values.map { $0.map { strdup($0) } }
        defer { for case let copy? in copies { free(copy) } }
        let pointers = copies.map { $0.map { UnsafePointer<CChar>($0!) } }
        guard pointers.withUnsafeBufferPointer({ begin(Int32(values.count), $0.baseAddress) }) == 1 else { throw lost() }
        try flush()
        return try result()
    }

    private func flush() throws {
        while case let left = PQflush(handle), left != 0 {
            guard left == 1 else { throw lost() }
            let ready = try wait(for: POLLIN | POLLOUT)
            if ready & Int16(POLLIN) != 0, PQconsumeInput(handle) != 1 { throw lost() }
        }
    }

    /// The last result of what was sent; the first error of it is thrown.
    private func result() throws -> Rows {
        var last: Rows?
        var failure: ServerFailure?
        while true {
            while PQisBusy(handle) != 0 {
                _ = try wait(for: POLLIN)
                guard PQconsumeInput(handle) == 1 else { throw lost() }
            }
            guard let result = PQgetResult(handle) else { break }
            let rows = Rows(result)
            if let refused = rows.failure, failure == nil { failure = refused } else { last = rows }
        }
        if let failure {
            if failure.endsSession { throw ConnectionLost(message: "\(failure.state) \(failure.message)") }
            if PQstatus(handle) != CONNECTION_OK { throw lost() }
            throw failure
        }
        guard let last else { throw lost() }
        return last
    }

    /// Waits until the socket can be read or written, and says which.
    private func wait(for events: Int32) throws -> Int16 {
        guard PQsocket(handle) >= 0 else { throw lost() }
        let ready = Poll.wait(PQsocket(handle), events, until: deadline)
        if ready == 0 { throw ConnectionLost(message: "no answer in time", isTimeout: true) }
        guard ready > 0 else { throw lost() }
        return ready
    }

    private func lost() -> ConnectionLost { ConnectionLost(message: Self.oneLine(PQerrorMessage(handle))) }

    static func oneLine(_ message: UnsafePointer<CChar>?) -> String {
        let text = message.map { String(cString: $0) } ?? ""
        return text.split(whereSeparator: \.isNewline).joined(separator: " ").onOneLineTrimmed
    }
}

extension String {
    fileprivate var onOneLineTrimmed: String {
        String(String.UnicodeScalarView(unicodeScalars.filter { $0.properties.generalCategory != .control }))
    }
}

enum Poll {
    /// Waits on one descriptor: what it is ready for, 0 when the time is up, -1 when it can't be waited for.
    static func wait(_ descriptor: Int32, _ events: Int32, until deadline: ContinuousClock.Instant?) -> Int16 {
        var entry = pollfd(fd: descriptor, events: Int16(events), revents: 0)
        while true {
            let left = deadline.map { Int32(clamping: max(0, (ContinuousClock.now.duration(to: $0) / .milliseconds(1)).rounded(.up))) }
            let count = poll(&entry, 1, left ?? -1)
            if count > 0 { return entry.revents }
            if count == 0 { return 0 }
            guard errno == EINTR else { return -1 }
        }
    }
}

extension Int32 {
    fileprivate init(clamping value: Double) { self = value >= Double(Int32.max) ? .max : Int32(value) }
}
