import Glibc

/// Removes folders whose content belongs to someone else: never follows a link, never leaves the folder.
package enum TreeRemoval {
    private static let deepest = 200

    /// Removes a folder and all in it. What can't be removed stays.
    package static func remove(_ path: String) { remove(path, in: AT_FDCWD, depth: 0) }

    private static func remove(_ name: String, in parent: Int32, depth: Int) {
        if unlinkat(parent, name, AT_REMOVEDIR) == 0 || errno == ENOENT { return }
        let folder = openat(parent, name, O_RDONLY | O_DIRECTORY | O_NOFOLLOW | O_CLOEXEC)
        guard folder >= 0, depth < deepest else {
            if folder >= 0 { close(folder) }
            return
        }
        guard let listing = fdopendir(folder) else {
            close(folder)
            return
        }
        while let entry = readdir(listing) {
            // The bytes as they are: a name need not be text.
            withUnsafeBytes(of: &entry.pointee.d_name) { bytes in
                let name = bytes.bindMemory(to: CChar.self).baseAddress!
                if strcmp(name, ".") == 0 || strcmp(name, "..") == 0 { return }
                if unlinkat(dirfd(listing), name, 0) != 0 { remove(String(cString: name), in: dirfd(listing), depth: depth + 1) }
            }
        }
        closedir(listing)
        unlinkat(parent, name, AT_REMOVEDIR)
    }
}
