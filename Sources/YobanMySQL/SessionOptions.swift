import CMariaDB
import Glibc

/// What is agreed before and while connecting.
struct SessionOptions {
    let address: MySQLAddress
    let limits: TimeLimits

    func connect(_ handle: UnsafeMutablePointer<MYSQL>) throws {
        set(handle, MYSQL_OPT_CONNECT_TIMEOUT, limits.connect)
        set(handle, MYSQL_OPT_READ_TIMEOUT, limits.answer)
        set(handle, MYSQL_OPT_WRITE_TIMEOUT, limits.answer)
        set(handle, MYSQL_SET_CHARSET_NAME, "utf8mb4")
        // A server must not be able to ask for our files, nor for the password as it is.
        set(handle, MYSQL_OPT_LOCAL_INFILE, UInt32(0))
        set(handle, MARIADB_OPT_RESTRICTED_AUTH, "mysql_native_password,client_ed25519,caching_sha2_password,sha256_password")
        encrypt(handle)
        let password = try Password.read(address.password)
        let connected: UnsafeMutablePointer<MYSQL>? =
            switch address.endpoint {
            case .socket(let path):
                connect(handle, protocol: MYSQL_PROTOCOL_SOCKET, host: nil, password, port: 0, socket: path)
            case .host(let host, let port):
                // Said, because the library takes "localhost" for a socket.
                connect(handle, protocol: MYSQL_PROTOCOL_TCP, host: host, password, port: UInt32(port), socket: nil)
            }
        guard connected != nil else {
            throw ServerFailure(code: mysql_errno(handle), message: String(cString: mysql_error(handle)))
        }
        // The library goes on in the clear with a server that has no TLS, unless the certificate was to be verified.
        guard address.encryption == .off || mysql_get_ssl_cipher(handle) != nil else {
            throw ServerFailure(code: 2026, message: "the server has no TLS")
        }
        if case .host = address.endpoint { noticeDeadPaths(mysql_get_socket(handle)) }
    }

    private func connect(
        _ handle: UnsafeMutablePointer<MYSQL>, protocol kind: mysql_protocol_type, host: String?, _ password: Password?, port: UInt32,
        socket: String?
    ) -> UnsafeMutablePointer<MYSQL>? {
        set(handle, MYSQL_OPT_PROTOCOL, kind.rawValue)
        // An UPDATE that finds its row as it should be has found it: without this it would count as none.
        return mysql_real_connect(handle, host, address.user, password?.text, address.database, port, socket, UInt(CLIENT_FOUND_ROWS))
    }

    private func encrypt(_ handle: UnsafeMutablePointer<MYSQL>) {
        set(handle, MYSQL_OPT_SSL_ENFORCE, my_bool(address.encryption == .off ? 0 : 1))
        set(handle, MYSQL_OPT_SSL_VERIFY_SERVER_CERT, my_bool(address.encryption == .verify ? 1 : 0))
        guard address.encryption != .off else { return }
        if let authority = address.authority { set(handle, MYSQL_OPT_SSL_CA, authority) }
        if let certificate = address.certificate { set(handle, MYSQL_OPT_SSL_CERT, certificate) }
        if let key = address.key { set(handle, MYSQL_OPT_SSL_KEY, key) }
    }

    /// The time limit for an answer covers a connection in use; this covers one that waits long for its answer, and one that only sends.
    private func noticeDeadPaths(_ socket: my_socket) {
        for (level, name, value) in [
            (SOL_SOCKET, SO_KEEPALIVE, 1), (Int32(IPPROTO_TCP), TCP_KEEPIDLE, 5), (Int32(IPPROTO_TCP), TCP_KEEPINTVL, 1),
            (Int32(IPPROTO_TCP), TCP_KEEPCNT, 3), (Int32(IPPROTO_TCP), TCP_USER_TIMEOUT, 8000),
        ] {
            var value = Int32(value)
            // Best effort: without it a dead path is noticed later.
            _ = setsockopt(socket, level, name, &value, socklen_t(MemoryLayout<Int32>.size))
        }
    }

    private func set(_ handle: UnsafeMutablePointer<MYSQL>, _ option: mysql_option, _ text: String) {
        _ = text.withCString { mysql_options(handle, option, $0) }
    }

    private func set<T: BitwiseCopyable>(_ handle: UnsafeMutablePointer<MYSQL>, _ option: mysql_option, _ value: T) {
        _ = withUnsafePointer(to: value) { mysql_options(handle, option, $0) }
    }
}
