import Glibc
import Testing
import YobanExecution

@Suite("The progress file")
struct AppendedFileTests {
    private func with(_ body: (String) throws -> Void) throws {
        var template = Array("/tmp/yoban-appended-XXXXXX".utf8CString)
        let folder = String(cString: try #require(mkdtemp(&template)))
        defer { TreeRemoval.remove(folder) }
        try body("\(folder)/progress")
    }

    private func append(_ text: String, to path: String) {
        let file = open(path, O_WRONLY | O_CREAT | O_APPEND, 0o600)
        _ = Array(text.utf8).withUnsafeBytes { Glibc.write(file, $0.baseAddress, $0.count) }
        close(file)
    }

    @Test("only complete lines come, each once; a file that was begun anew is read anew")
    func lines() throws {
        try with { path in
            var file = AppendedFile(path: path)
            #expect(file.newLines() == [])
            append("progress 1::一\nprog", to: path)
            #expect(file.newLines() == ["progress 1::一"])
            #expect(file.newLines() == [])
            append("ress 2\n\n", to: path)
            #expect(file.newLines() == ["progress 2", ""])
            try write("new\n", to: path)
            #expect(file.newLines() == ["new"])
        }
    }

    @Test("a line without end is cut, and does not use more and more memory")
    func endless() throws {
        try with { path in
            var file = AppendedFile(path: path)
            append(String(repeating: "x", count: 200_000) + "\nnext\n", to: path)
            var lines: [String] = []
            for _ in 1...4 { lines += file.newLines() }
            #expect(lines.map(\.utf8.count) == [AppendedFile.longestLine, 4])
        }
    }

    @Test("neither a link to another file, by whatever means, nor a pipe is read")
    func tricks() throws {
        try with { path in
            append("secret\n", to: "\(path)-secret")
            var file = AppendedFile(path: path)
            symlink("\(path)-secret", path)
            #expect(file.newLines() == [])
            unlink(path)
            link("\(path)-secret", path)
            #expect(file.newLines() == [])
            unlink(path)
            mkfifo(path, 0o600)
            #expect(file.newLines() == [])
        }
    }
}
