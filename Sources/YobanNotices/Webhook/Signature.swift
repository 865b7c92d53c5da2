import Crypto

/// By which a receiver knows that a body came from here, and when.
package enum Signature {
    /// `sha256=` and the hexadecimal digits of HMAC-SHA256 over the timestamp, a full stop, and the body.
    package static func value(of body: String, timestamp: String, secret: [UInt8]) -> String {
        let code = HMAC<SHA256>.authenticationCode(for: Array("\(timestamp).\(body)".utf8), using: SymmetricKey(data: secret))
        return "sha256="
            + code.map { byte in
                let digits = String(byte, radix: 16)
                return byte < 16 ? "0\(digits)" : digits
            }.joined()
    }
}
