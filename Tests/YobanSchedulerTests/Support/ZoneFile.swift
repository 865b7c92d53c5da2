import Foundation
import YobanCore

/// The system's zone database.
enum ZoneFile {
    static func rules(_ name: String) throws -> TimeZoneRules {
        let folder = ProcessInfo.processInfo.environment["TZDIR"] ?? "/usr/share/zoneinfo"
        return try TimeZoneRules(tzif: Array(Data(contentsOf: URL(filePath: "\(folder)/\(name)"))))
    }
}
