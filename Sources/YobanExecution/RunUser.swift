import Glibc
package import YobanRunFormat

/// Whom a run runs as, with what a login would know about them.
package struct RunUser: Sendable, Equatable {
    package var name: String
    package var home: String
    package var shell: String
    package var identity: RunIdentity

    /// The user the worker runs as.
    package static var current: RunUser {
        get throws(RunError) { try numbered(geteuid()) }
    }

    /// Looks a user up, groups included.
    package static func named(_ name: String) throws(RunError) -> RunUser {
        try look(for: name) { entry, buffer, found in getpwnam_r(name, entry, buffer.baseAddress!, buffer.count, found) }
    }

    /// The user with a number, such as the owner of a file.
    package static func numbered(_ uid: UInt32) throws(RunError) -> RunUser {
        try look(for: "\(uid)") { entry, buffer, found in getpwuid_r(uid, entry, buffer.baseAddress!, buffer.count, found) }
    }

    /// Nil when nothing has to change: an ordinary user is not allowed even to become themselves.
    var identityToTake: RunIdentity? { identity.uid == geteuid() && identity.uid != 0 ? nil : identity }

    private static func look(
        for name: String,
        _ call: (UnsafeMutablePointer<passwd>, UnsafeMutableBufferPointer<CChar>, UnsafeMutablePointer<UnsafeMutablePointer<passwd>?>) ->
            Int32
    ) throws(RunError) -> RunUser {
        let buffer = UnsafeMutableBufferPointer<CChar>.allocate(capacity: 64 << 10)
        defer { buffer.deallocate() }
        var entry = passwd()
        var found: UnsafeMutablePointer<passwd>?
        guard call(&entry, buffer, &found) == 0, found != nil else { throw .noSuchUser(name) }
        var groups = [gid_t](repeating: 0, count: 256)
        var count = Int32(groups.count)
        if getgrouplist(entry.pw_name, entry.pw_gid, &groups, &count) < 0, count > groups.count {
            groups = [gid_t](repeating: 0, count: Int(count))
            _ = getgrouplist(entry.pw_name, entry.pw_gid, &groups, &count)
        }
        return RunUser(
            name: String(cString: entry.pw_name), home: String(cString: entry.pw_dir), shell: String(cString: entry.pw_shell),
            identity: RunIdentity(uid: entry.pw_uid, gid: entry.pw_gid, groups: Array(groups.prefix(max(0, Int(count))))))
    }
}
