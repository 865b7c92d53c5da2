/// Paths as texts. Nothing here touches the file system.
package enum Path {
    /// Without `.`, `..`, doubled or trailing slashes. Symbolic links are not followed. A relative path stays relative.
    package static func normalised(_ path: String) -> String {
        let isAbsolute = path.hasPrefix("/")
        var parts: [Substring] = []
        for part in path.split(separator: "/") where part != "." {
            if part == "..", let last = parts.last, last != ".." {
                parts.removeLast()
            } else if part != ".." || !isAbsolute {
                parts.append(part)
            }
        }
        let joined = parts.joined(separator: "/")
        return isAbsolute ? "/" + joined : joined.isEmpty ? "." : joined
    }

    /// `path` itself when absolute, else below `folder`; normalised.
    package static func resolve(_ path: String, in folder: String) -> String {
        normalised(path.hasPrefix("/") ? path : folder + "/" + path)
    }
}
