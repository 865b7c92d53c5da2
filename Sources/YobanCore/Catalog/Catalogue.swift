/// The definitions of one catalogue file and the files it splits into, complete and checked.
package struct Catalogue: Sendable {
    /// The file, absolute.
    package var file: String
    /// The owner of the file when it was read: who runs a job that names no user.
    package var ownerUID: UInt32
    /// In the order of the file, then of the files that it splits into.
    package var definitions: [JobDefinition]
    /// What is told of jobs whose definition says nothing about it.
    package var notify: [NoticeRule] = []
    /// Every file that was read, the catalogue's own first.
    package var sources: [Source]

    /// A file of the catalogue as it was when it was read.
    package struct Source: Sendable, Equatable {
        /// Absolute.
        package var file: String
        package var ownerUID: UInt32
        /// The permission bits.
        package var mode: UInt32

        package init(file: String, ownerUID: UInt32, mode: UInt32) {
            self.file = file
            self.ownerUID = ownerUID
            self.mode = mode
        }
    }

    package init(file: String, ownerUID: UInt32, definitions: [JobDefinition], sources: [Source] = []) {
        self.file = file
        self.ownerUID = ownerUID
        self.definitions = definitions
        self.sources = sources
    }

    /// The folder of the file: the project that relative paths belong to.
    package var folder: String {
        let cut = file.lastIndex(of: "/") ?? file.startIndex
        return cut == file.startIndex ? "/" : String(file[..<cut])
    }

    package func definition(_ key: JobKey) -> JobDefinition? { definitions.first { $0.key == key } }

    /// What a row was made from: by its key, else by its script.
    package func definition(of job: Job) -> JobDefinition? {
        if let key = job.key { return definition(key) }
        // A program's bare name is no one definition's.
        return job.scriptPath.hasPrefix("/") ? definition(forScript: job.scriptPath) : nil
    }

    /// The first definition whose script this is. `path` is absolute.
    package func definition(forScript path: String) -> JobDefinition? {
        let path = Path.normalised(path)
        return definitions.first { $0.scriptPath == path }
    }
}
