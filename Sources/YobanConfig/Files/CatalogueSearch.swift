internal import Glibc
internal import YobanCore

/// Which catalogue is meant.
enum CatalogueSearch {
    static let fileName = "yoban.yaml"
    static let systemWide = "/etc/yoban/yoban.yaml"

    /// The one named by the flag, by `YOBAN_CONFIG`, the nearest in the working directory and its parents, the machine's. Absolute.
    ///
    /// A file that is named is not checked here: that it is missing is its reader's error, and never leads to another file.
    static func find(flag: String?, environment: [String: String], workingDirectory: String) -> String? {
        if let named = flag ?? environment["YOBAN_CONFIG"].flatMap({ $0.isEmpty ? nil : $0 }) {
            return Path.resolve(named, in: workingDirectory)
        }
        var folder = Path.normalised(workingDirectory)
        while folder != "/", folder.hasPrefix("/") {
            let candidate = folder + "/" + fileName
            if exists(candidate) { return candidate }
            folder = Path.resolve("..", in: folder)
        }
        return ["/" + fileName, systemWide].first(where: exists)
    }

    private static func exists(_ path: String) -> Bool { access(path, F_OK) == 0 }
}
