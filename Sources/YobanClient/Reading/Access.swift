import YobanCore
import YobanOperations

extension WorkerStanding {
    /// What the API does not show is empty.
    init(_ json: JSON) throws(RemoteError) {
        let members = Members(json)
        var record = WorkerRecord(
            id: WorkerID(try members.text("id")), host: try members.text("host"), pid: Int32(clamping: try members.int("pid")),
            slots: Int(try members.int("slots")), bootID: "", doorbell: "", version: try members.text("version"),
            seenAt: try members.instant("seen_at"))
        record.queues = try members.texts("queues")
        record.isDraining = try members.bool("draining")
        record.lease = .seconds(try members.int("lease_seconds"))
        record.condition = try members.condition
        let held = try members.array("running").map { value throws(RemoteError) in
            guard case .int(let id) = value else { throw members.missing("running") }
            return JobID(id)
        }
        self.init(record, try members.choice("state", of: WorkerState.self), held: held)
    }
}

extension Members {
    /// Nil where it is not known, or the server is older.
    fileprivate var condition: WorkerCondition? {
        get throws(RemoteError) {
            guard let free = try optionalInt("disk_free_bytes"), let size = try optionalInt("disk_bytes"),
                let open = try optionalInt("descriptors"), let limit = try optionalInt("descriptor_limit")
            else { return nil }
            return WorkerCondition(diskFreeBytes: free, diskBytes: size, descriptors: Int(open), descriptorLimit: Int(limit))
        }
    }
}

extension AccessToken {
    /// Without the hash, which no server shows.
    init(_ json: JSON) throws(RemoteError) {
        let members = Members(json)
        var new = NewAccessToken(
            name: try members.text("name"), hash: "", scopes: Set(try members.texts("scopes").compactMap { Scope(rawValue: $0) }),
            createdBy: try members.text("created_by"))
        new.keyGlobs = try members.texts("keys")
        new.expiresAt = try members.optionalInstant("expires_at")
        self.init(
            id: try members.int("id"), new: new, createdAt: try members.instant("created_at"),
            lastUsedAt: try members.optionalInstant("last_used_at"), revokedAt: try members.optionalInstant("revoked_at"))
    }
}
