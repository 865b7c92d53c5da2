import YobanCore

/// The members of an object in an answer. What is missing, or is something else than it should be, is the answer's fault.
struct Members {
    private let json: JSON

    init(_ json: JSON) { self.json = json }

    func text(_ name: String) throws(RemoteError) -> String {
        guard let text = try optionalText(name) else { throw missing(name) }
        return text
    }

    func optionalText(_ name: String) throws(RemoteError) -> String? {
        switch json[name] ?? .null {
        case .null: return nil
        case .string(let text): return text
        default: throw missing(name)
        }
    }

    func int(_ name: String) throws(RemoteError) -> Int64 {
        guard let value = try optionalInt(name) else { throw missing(name) }
        return value
    }

    func optionalInt(_ name: String) throws(RemoteError) -> Int64? {
        switch json[name] ?? .null {
        case .null: return nil
        case .int(let value): return value
        default: throw missing(name)
        }
    }

    func bool(_ name: String) throws(RemoteError) -> Bool {
        guard case .bool(let value) = json[name] ?? .null else { throw missing(name) }
        return value
    }

    func instant(_ name: String) throws(RemoteError) -> Instant {
        guard let instant = try optionalInstant(name) else { throw missing(name) }
        return instant
    }

    func optionalInstant(_ name: String) throws(RemoteError) -> Instant? {
        guard let text = try optionalText(name) else { return nil }
        guard let instant = Instant(rfc3339: text) else { throw missing(name) }
        return instant
    }

    func choice<Value: RawRepresentable>(_ name: String, of: Value.Type) throws(RemoteError) -> Value where Value.RawValue == String {
        guard let value = try optionalChoice(name, of: Value.self) else { throw missing(name) }
        return value
    }

    /// Nil as well where a newer server says something that this program doesn't know.
    func optionalChoice<Value: RawRepresentable>(
        _ name: String, of: Value.Type
    ) throws(RemoteError) -> Value? where Value.RawValue == String {
        try optionalText(name).flatMap { Value(rawValue: $0) }
    }

    func array(_ name: String) throws(RemoteError) -> [JSON] {
        guard case .array(let values) = json[name] ?? .null else { throw missing(name) }
        return values
    }

    func texts(_ name: String) throws(RemoteError) -> [String] {
        try array(name).map { value throws(RemoteError) in
            guard case .string(let text) = value else { throw missing(name) }
            return text
        }
    }

    /// Nil for null and for what is missing.
    func optionalObject(_ name: String) -> Members? {
        switch json[name] ?? .null {
        case .null: nil
        case let value: Members(value)
        }
    }

    func dictionary(_ name: String) throws(RemoteError) -> [String: String] {
        guard case .object(let members) = json[name] ?? .null else { throw missing(name) }
        var values: [String: String] = [:]
        for member in members {
            guard case .string(let text) = member.value else { throw missing(name) }
            values[member.key] = text
        }
        return values
    }

    func missing(_ name: String) -> RemoteError { RemoteError(strange: "\"\(name)\"") }
}

extension JSON {
    /// The values of an answer that is a list.
    func elements() throws(RemoteError) -> [JSON] {
        guard case .array(let values) = self else { throw RemoteError(strange: "no list") }
        return values
    }
}
