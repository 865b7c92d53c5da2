import Glibc
import YobanCore

/// Finds the rules of a time zone in the system's database, as the C library does.
enum ZoneFile {
    /// The zone of this name; nil: `TZ`, else `/etc/localtime`, else UTC.
    static func rules(_ name: String?) throws -> TimeZoneRules {
        let variable = processEnvironment["TZ"].map { $0.hasPrefix(":") ? String($0.dropFirst()) : $0 }
        let path: String
        if let name = name ?? variable, !name.isEmpty {
            let folder = processEnvironment["TZDIR"].flatMap { $0.isEmpty ? nil : $0 } ?? "/usr/share/zoneinfo"
            path = name.hasPrefix("/") ? name : folder + "/" + name
        } else {
            path = "/etc/localtime"
            guard access(path, F_OK) == 0 else { return .utc }
        }
        guard let bytes = read(path) else {
            throw CommandFailure(
                Text(
                    ja: "タイムゾーンを読めません: \(path)。Debian なら: apt-get install tzdata",
                    en: "the time zone can't be read: \(path). On Debian: apt-get install tzdata"), .badConfiguration)
        }
        do throws(TimeZoneError) {
            return try TimeZoneRules(tzif: bytes)
        } catch {
            throw CommandFailure(
                Text(ja: "タイムゾーンのファイルが正しくありません: \(path)", en: "the time zone file is damaged: \(path)"), .badConfiguration)
        }
    }

    private static func read(_ path: String) -> [UInt8]? {
        let file = open(path, O_RDONLY | O_CLOEXEC)
        guard file >= 0 else { return nil }
        defer { close(file) }
        // The largest zone has some four kilobytes.
        var bytes = [UInt8](repeating: 0, count: 262_144)
        let count = Glibc.read(file, &bytes, bytes.count)
        return count > 0 ? Array(bytes.prefix(count)) : nil
    }
}
