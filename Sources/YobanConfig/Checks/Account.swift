internal import Glibc

/// A user of this machine, and what the permission bits let this user do.
struct Account {
    let uid: uid_t
    let name: String
    private let groups: [gid_t]

    enum Use { case read, execute, search }

    static func named(_ name: String) -> Account? { lookUp { getpwnam_r(name, $0, $1, $2, $3) } }

    /// A number without a name is a user too, in containers for example.
    static func numbered(_ uid: uid_t) -> Account {
        lookUp { getpwuid_r(uid, $0, $1, $2, $3) } ?? Account(uid: uid, name: "\(uid)", groups: [])
    }

    /// As the permission bits say; what ACLs add is asked of the kernel where the user is ourselves.
    func may(_ use: Use, _ path: String) -> Bool {
        if uid == geteuid() { return faccessat(AT_FDCWD, path, use == .read ? R_OK : X_OK, AT_EACCESS) == 0 }
        var status = stat()
        guard stat(path, &status) == 0 else { return false }
        let bit: mode_t = use == .read ? 0o4 : 0o1
        if uid == 0 { return use != .execute || status.st_mode & 0o111 != 0 }
        let shift: mode_t = status.st_uid == uid ? 6 : groups.contains(status.st_gid) ? 3 : 0
        return status.st_mode & (bit << shift) != 0
    }

    private typealias Query = (
        UnsafeMutablePointer<passwd>, UnsafeMutablePointer<CChar>, Int, UnsafeMutablePointer<UnsafeMutablePointer<passwd>?>
    ) -> Int32

    private static func lookUp(_ query: Query) -> Account? {
        var entry = passwd()
        var found: UnsafeMutablePointer<passwd>?
        var buffer = [CChar](repeating: 0, count: 16 * 1024)
        return buffer.withUnsafeMutableBufferPointer { buffer in
            guard let base = buffer.baseAddress, query(&entry, base, buffer.count, &found) == 0, found != nil, let name = entry.pw_name
            else {
                return nil
            }
            var groups = [gid_t](repeating: 0, count: 1024)
            var count = Int32(groups.count)
            let number = getgrouplist(name, entry.pw_gid, &groups, &count)
            return Account(
                uid: entry.pw_uid, name: String(cString: name), groups: number >= 0 ? Array(groups.prefix(Int(count))) : [entry.pw_gid])
        }
    }
}
