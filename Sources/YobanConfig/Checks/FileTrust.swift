internal import Glibc
internal import YobanCore

/// Who else could write the catalogue's files. Its owner decides as whom jobs run, as with cron and a crontab.
struct FileTrust {
    /// Whether jobs may run as other users, root among them; then the owner's group is not trusted either.
    let isRoot: Bool

    func problems(of catalogue: Catalogue) -> [Problem] {
        var folders: Set<String> = []
        return catalogue.sources.flatMap { source in
            var messages: [Text] = []
            if let writers = writers(source.mode) { messages.append(CheckTexts.writable(source.file, by: writers)) }
            if source.ownerUID != catalogue.ownerUID, source.ownerUID != 0 { messages.append(CheckTexts.otherOwner(source.file)) }
            let folder = Path.resolve("..", in: source.file)
            if folders.insert(folder).inserted, let message = problem(ofFolder: folder) { messages.append(message) }
            return messages.map { Problem(at: Location(file: source.file), $0) }
        }
    }

    /// Whoever can write a folder can replace the files in it, unless it is sticky.
    private func problem(ofFolder folder: String) -> Text? {
        var status = stat()
        guard stat(folder, &status) == 0, status.st_mode & S_ISVTX == 0, let writers = writers(status.st_mode) else { return nil }
        return CheckTexts.writable(folder, by: writers)
    }

    private func writers(_ mode: UInt32) -> Writers? {
        if mode & S_IWOTH != 0 { return .everyone }
        return isRoot && mode & S_IWGRP != 0 ? .group : nil
    }

    enum Writers { case everyone, group }
}
