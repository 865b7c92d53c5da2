import YobanCore

/// A value to be bound to a parameter.
enum Value: Sendable, Equatable, ExpressibleByNilLiteral, ExpressibleByIntegerLiteral, ExpressibleByStringLiteral {
    case null
    case integer(Int64)
    case text(String)
    case bytes([UInt8])

    init(nilLiteral: ()) { self = .null }
    init(integerLiteral value: Int64) { self = .integer(value) }
    init(stringLiteral value: String) { self = .text(value) }

    init(_ number: Int?) { self = number.map { .integer(Int64($0)) } ?? .null }
    init(_ number: Int64?) { self = number.map { .integer($0) } ?? .null }
    init(_ text: String?) { self = text.map { .text($0) } ?? .null }
    init(_ id: JobID) { self = .integer(id.value) }
    /// About how many bytes it takes on its way.
    var size: Int {
        switch self {
        case .null: 0
        case .integer: 8
        case .text(let text): text.utf8.count
        case .bytes(let bytes): bytes.count
        }
    }

    /// Milliseconds, for our own columns.
    init(milliseconds instant: Instant?) { self = instant.map { .integer($0.milliseconds) } ?? .null }
    /// A TIMESTAMP in UTC, for the seed's columns.
    init(time instant: Instant?) { self = instant.map { .text(SeedTime.text($0)) } ?? .null }
}
