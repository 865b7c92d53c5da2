/// Whom a run runs as, in numbers: the static shim can't look up names.
package struct RunIdentity: Sendable, Equatable {
    package var uid: UInt32
    package var gid: UInt32
    /// Supplementary groups.
    package var groups: [UInt32]

    package init(uid: UInt32, gid: UInt32, groups: [UInt32]) {
        self.uid = uid
        self.gid = gid
        self.groups = groups
    }

    init?(_ fields: Fields) throws(FormatError) {
        guard let uid = try fields.optionalNumber("uid", as: UInt32.self) else { return nil }
        self.uid = uid
        gid = try fields.number("gid")
        groups = fields.list("group").compactMap { UInt32($0) }
    }

    func put(into fields: inout Fields) {
        fields.put("uid", uid)
        fields.put("gid", gid)
        for group in groups { fields.put("group", group) }
    }
}

/// A soft limit of one resource; the raw values stand in files.
package struct RunLimit: Sendable, Equatable {
    package enum Resource: String, Sendable, CaseIterable {
        case cpuSeconds = "cpu"
        case fileBytes = "fsize"
        case coreBytes = "core"
        case openFiles = "nofile"
        case processes = "nproc"
        case addressSpaceBytes = "as"
    }

    package var resource: Resource
    package var soft: UInt64

    package init(_ resource: Resource, _ soft: UInt64) {
        self.resource = resource
        self.soft = soft
    }

    /// `nofile=1024`
    var text: String { "\(resource.rawValue)=\(soft)" }

    init?(text: String) {
        let parts = text.split(separator: "=")
        guard parts.count == 2, let resource = Resource(rawValue: String(parts[0])), let soft = UInt64(parts[1]) else { return nil }
        self.init(resource, soft)
    }
}
