internal import Glibc
internal import YobanCore

/// File names by pattern (`jobs.d/*.yaml`).
enum Glob {
    /// The files that match below a folder, absolute, in the order of their bytes whatever the locale. Nil when a folder cannot be read.
    static func files(matching pattern: String, in folder: String) -> [String]? {
        // What is special in a pattern is not special in the folder's own name.
        let escaped = folder.reduce(into: "") { $0 += "*?[]\\".contains($1) ? "\\\($1)" : "\($1)" }
        var result = glob_t()
        defer { globfree(&result) }
        let code = glob(pattern.hasPrefix("/") ? pattern : escaped + "/" + pattern, GLOB_NOSORT | GLOB_ERR, nil, &result)
        switch code {
        case 0: break
        case GLOB_NOMATCH: return []
        default: return nil
        }
        let paths = unsafe (0..<Int(result.gl_pathc)).compactMap { index in
            result.gl_pathv[index].flatMap { String(validatingCString: $0) }
        }
        return paths.map(Path.normalised).sorted { $0.utf8.lexicographicallyPrecedes($1.utf8) }
    }

    static func isPattern(_ text: String) -> Bool { text.contains { "*?[".contains($0) } }
}
