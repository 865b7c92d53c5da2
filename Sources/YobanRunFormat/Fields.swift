/// The form of the small files of a run directory: keys and values in turn, each ended by a NUL byte.
///
/// The first key is `version`, the last is `end`: a file without it was not written to its end. A key may come several times, as a
/// list. People read such a file with `tr '\0' '\n' <file`. What follows `end` is without meaning, so that a file can be written over.
package struct Fields: Sendable {
    /// The version that is written. Readers understand it and the one before (there is none yet).
    package static let version = "1"

    private var pairs: [(key: String, value: String)] = []
    private let path: String

    /// Nothing yet.
    package init() { path = "" }

    /// Reads what `bytes` say; `path` is only for messages.
    package init(_ bytes: [UInt8], path: String) throws(FormatError) {
        self.path = path
        var start = 0
        var key: String?
        var isComplete = false
        for (index, byte) in bytes.enumerated() where byte == 0 {
            let text = String(decoding: bytes[start..<index], as: UTF8.self)
            start = index + 1
            if let name = key {
                pairs.append((name, text))
                key = nil
                if name == "end" {
                    isComplete = true
                    break
                }
            } else {
                key = text
            }
        }
        guard let first = pairs.first, first.key == "version" else { throw .incomplete(path: path) }
        guard first.value == Self.version else { throw .unsupportedVersion(path: path, found: first.value) }
        guard isComplete else { throw .incomplete(path: path) }
    }

    /// Adds a field. A value ends at its first NUL, since the form has no room for one.
    package mutating func put(_ key: String, _ value: String) { pairs.append((key, value)) }

    /// Adds a whole number.
    package mutating func put(_ key: String, _ value: some BinaryInteger) { pairs.append((key, "\(value)")) }

    /// The file's content.
    package var bytes: [UInt8] {
        var bytes: [UInt8] = []
        func add(_ text: String) {
            bytes.append(contentsOf: text.utf8.prefix { $0 != 0 })
            bytes.append(0)
        }
        add("version")
        add(Self.version)
        for (key, value) in pairs {
            add(key)
            add(value)
        }
        add("end")
        add("")
        return bytes
    }

    /// The value of a field that must be there.
    package func text(_ key: String) throws(FormatError) -> String {
        guard let value = optionalText(key) else { throw .field(path: path, name: key) }
        return value
    }

    package func optionalText(_ key: String) -> String? { pairs.first { $0.key == key }?.value }

    /// All values of a list, in order.
    package func list(_ key: String) -> [String] { pairs.lazy.filter { $0.key == key }.map(\.value) }

    /// A number that must be there.
    package func number<N: FixedWidthInteger>(_ key: String, as type: N.Type = N.self) throws(FormatError) -> N {
        guard let value = try optionalNumber(key, as: type) else { throw .field(path: path, name: key) }
        return value
    }

    /// A number that may be absent, but not wrong.
    package func optionalNumber<N: FixedWidthInteger>(_ key: String, as type: N.Type = N.self) throws(FormatError) -> N? {
        guard let text = optionalText(key) else { return nil }
        guard let value = N(text) else { throw .field(path: path, name: key) }
        return value
    }
}
