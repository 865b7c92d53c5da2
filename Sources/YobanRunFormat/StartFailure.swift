/// Why a script could not be started.
package struct StartFailure: Sendable, Equatable {
    /// The raw values stand in files.
    package enum Kind: String, Sendable, CaseIterable {
        case emptyCommand = "empty_command"
        case noSuchFile = "no_such_file"
        /// The file has no execute permission for anyone.
        case notExecutable = "not_executable"
        /// The file's `#!` line, or its ELF header, names a program that isn't there: `path` is that program.
        case interpreterMissing = "interpreter_missing"
        /// Neither a program for this machine nor a script with a `#!` line.
        case execFormat = "exec_format"
        case isDirectory = "is_directory"
        /// The user of the run may not.
        case permission
        case workingDirectoryMissing = "cwd_missing"
        case workingDirectoryDenied = "cwd_denied"
        /// The switch to the user or the groups was refused.
        case user
        case limit
        /// Anything else the system said no to.
        case system
    }

    package var kind: Kind
    package var errno: Int32
    /// What it is about: a file, a folder, a user number.
    package var path: String

    package init(_ kind: Kind, errno: Int32, path: String) {
        self.kind = kind
        self.errno = errno
        self.path = path
    }

    package init?(_ fields: Fields) throws(FormatError) {
        guard let text = fields.optionalText("failure") else { return nil }
        kind = Kind(rawValue: text) ?? .system
        errno = try fields.number("errno")
        path = try fields.text("path")
    }

    /// Adds what there is to say.
    package func put(into fields: inout Fields) {
        fields.put("failure", kind.rawValue)
        fields.put("errno", errno)
        fields.put("path", path)
    }
}
