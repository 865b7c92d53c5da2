internal import Crypto

/// What opens something: letters that tell what it is, and 256 random bits. Only its hash is stored.
package protocol Secret: Sendable, Equatable {
    static var prefix: String { get }
    /// What a request brought; or to be shown once.
    var text: String { get }
    init(_ text: String)
}

extension Secret {
    static func random(using generator: inout some RandomNumberGenerator) -> Self {
        let digits = (0..<4).map { _ in
            let hex = String(UInt64.random(in: .min ... .max, using: &generator), radix: 16)
            return String(repeating: "0", count: 16 - hex.count) + hex
        }
        return Self(prefix + digits.joined())
    }

    /// SHA-256, 64 hexadecimal digits. The secret is random: nothing can be guessed from it, and no salt is needed.
    package var hash: String { Hash.sha256(text.utf8) }

    /// Nothing longer is ours: it is not worth hashing.
    var mayBeOurs: Bool { text.utf8.count <= 200 }
}

/// What opens the API.
package struct TokenSecret: Secret {
    package static let prefix = "yb_"
    package let text: String
    package init(_ text: String) { self.text = text }
}

/// What opens a session, once; part of a link.
package struct SignInSecret: Secret {
    package static let prefix = "yl_"
    package let text: String
    package init(_ text: String) { self.text = text }
}

/// What a browser shows that is signed in.
package struct SessionSecret: Secret {
    package static let prefix = "ys_"
    package let text: String
    package init(_ text: String) { self.text = text }
}

/// SHA-256 of bytes as 64 hexadecimal digits.
package enum Hash {
    package static func sha256(_ bytes: some Sequence<UInt8>) -> String {
        var hash = SHA256()
        hash.update(data: Array(bytes))
        let digits = Array("0123456789abcdef".utf8)
        var text: [UInt8] = []
        text.reserveCapacity(2 * SHA256.byteCount)
        for byte in hash.finalize() {
            text.append(digits[Int(byte >> 4)])
            text.append(digits[Int(byte & 15)])
        }
        return String(decoding: text, as: UTF8.self)
    }
}
