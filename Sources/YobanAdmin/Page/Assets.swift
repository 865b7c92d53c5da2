import CAssets
import YobanOperations

/// What browsers load beside the pages. The files are part of the program.
enum Assets {
    static let all: [String: Asset] = {
        var found: [String: Asset] = [:]
        var next = table
        while let name = next.pointee.name {
            found[String(cString: name)] = Asset(bytes: Array(UnsafeBufferPointer(start: next.pointee.bytes, count: next.pointee.count)))
            next += 1
        }
        return found
    }()

    private static var table: UnsafePointer<asset> { yoban_assets() }

    /// The address of a file, which changes with the file: what a browser has kept is never old.
    static func address(of name: String) -> String { "/assets/\(name)?v=\(all[name]?.version ?? "")" }
}

/// A file of ours.
struct Asset: Sendable {
    let bytes: [UInt8]
    let version: String

    init(bytes: [UInt8]) {
        self.bytes = bytes
        version = String(Hash.sha256(bytes).prefix(12))
    }

    var text: String { String(decoding: bytes, as: UTF8.self) }
}
