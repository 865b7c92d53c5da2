import YobanCore
import YobanOperations

extension EnqueueRequest {
    /// What is nil is left out: as the definition says.
    var json: JSON {
        var members: [JSON.Member] = [.init("job_key", .string(key))]
        if !parameters.isEmpty {
            members.append(.init("parameters", .object(parameters.sorted { $0.key < $1.key }.map { .init($0.key, .string($0.value)) })))
        }
        if let priority { members.append(.init("priority", .int(Int64(priority)))) }
        if let maxRetries { members.append(.init("max_retries", .int(Int64(maxRetries)))) }
        if let timeoutSeconds { members.append(.init("timeout_seconds", .int(Int64(timeoutSeconds)))) }
        if let runAfter { members.append(.init("run_after", .string(runAfter.utcMillisecondText))) }
        if let uniqueKey { members.append(.init("unique_key", .string(uniqueKey))) }
        return .object(members)
    }
}

extension TokenRequest {
    var json: JSON {
        [
            "name": .string(name), "scopes": .array(scopes.sorted().map { .string($0.rawValue) }),
            "keys": .array(keyGlobs.map { .string($0) }), "expires_at": JSON(expiresAt),
        ]
    }
}

extension JobFilter {
    /// As the API takes it.
    func query(limit: Int, cursor: Int64?) -> String {
        var parts = ["limit=\(limit)"]
        if !statuses.isEmpty { parts.append("status=" + statuses.map(\.rawValue).sorted().joined(separator: ",")) }
        if let keyGlob { parts.append("key=" + ServerAddress.encoded(keyGlob)) }
        if let since { parts.append("since=" + ServerAddress.encoded(since.utcMillisecondText)) }
        if !ids.isEmpty { parts.append("id=" + ids.map(\.description).joined(separator: ",")) }
        if let cursor { parts.append("cursor=\(cursor)") }
        return parts.joined(separator: "&")
    }
}
