/// The definitions of one catalogue file and the files it splits into, complete and checked.
package struct Catalogue: Sendable {
    /// The file, absolute.
    package var file: String
    /// In the order of the file.
    package var definitions: [JobDefinition]

    package init(file: String, definitions: [JobDefinition]) {
        self.file = file
        self.definitions = definitions
    }

    /// The folder of the file: the project that relative paths belong to.
    package var folder: String {
        let cut = file.lastIndex(of: "/") ?? file.startIndex
        return cut == file.startIndex ? "/" : String(file[..<cut])
    }

    package func definition(_ key: JobKey) -> JobDefinition? { definitions.first { $0.key == key } }

    /// The first definition whose script this is. `path` is absolute.
    package func definition(forScript path: String) -> JobDefinition? {
        let path = Path.normalised(path)
        return definitions.first { $0.scriptPath == path }
    }
}
