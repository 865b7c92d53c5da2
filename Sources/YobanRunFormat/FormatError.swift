/// Why a file of a run directory can't be used.
package enum FormatError: Error, Sendable, Equatable, CustomStringConvertible {
    /// There is no such file, or it can't be read; with the system's error number.
    case unreadable(path: String, errno: Int32)
    /// Not written to its end, or not one of ours.
    case incomplete(path: String)
    /// Written by a program that we don't understand.
    case unsupportedVersion(path: String, found: String)
    /// A field is missing or has an impossible value.
    case field(path: String, name: String)

    package var description: String {
        switch self {
        case .unreadable(let path, let errno): "cannot read \(path): error \(errno)"
        case .incomplete(let path): "\(path) is incomplete"
        case .unsupportedVersion(let path, let found):
            "\(path) has format version \(found); this program understands \(Fields.version)"
        case .field(let path, let name): "\(path): field \(name) is missing or wrong"
        }
    }
}
