internal import Glibc
internal import YobanCore

/// A file of the catalogue, read at once: what it said and whose it was come from the same open file.
struct SourceFile {
    let source: Catalogue.Source
    let text: String

    /// In bytes: room for several thousand jobs. `jobs_from` splits more.
    static let maximumSize = 1 << 20

    /// Reads a file that must be regular, not too large, UTF-8 and free of control characters. A byte order mark is skipped.
    static func read(_ path: String, report: Report) -> SourceFile? {
        do throws(Refusal) {
            let (bytes, source) = try contents(of: path)
            let text = try decoded(bytes)
            if let (scalar, mark) = SourceText.firstForbidden(in: text) { throw Refusal(FileTexts.forbidden(scalar), at: mark) }
            return SourceFile(source: source, text: text)
        } catch {
            report.error(error.mark, error.message)
            return nil
        }
    }

    private struct Refusal: Error {
        let mark: Yaml.Mark
        let message: Text

        init(_ message: Text, at mark: Yaml.Mark = .init(line: 0, column: 0)) {
            self.message = message
            self.mark = mark
        }
    }

    private static func contents(of path: String) throws(Refusal) -> ([UInt8], Catalogue.Source) {
        // A named pipe without a writer must not hold us up.
        let descriptor = open(path, O_RDONLY | O_CLOEXEC | O_NONBLOCK)
        guard descriptor >= 0 else { throw Refusal(FileTexts.cannotRead(errno)) }
        defer { close(descriptor) }
        var status = stat()
        guard fstat(descriptor, &status) == 0 else { throw Refusal(FileTexts.cannotRead(errno)) }
        switch status.st_mode & S_IFMT {
        case S_IFREG: break
        case S_IFDIR: throw Refusal(FileTexts.folder)
        default: throw Refusal(FileTexts.noRegularFile)
        }
        var bytes = [UInt8](repeating: 0, count: maximumSize + 1)
        var count = 0
        while count < bytes.count {
            let got = bytes.withUnsafeMutableBytes { Glibc.read(descriptor, $0.baseAddress! + count, $0.count - count) }
            if got < 0, errno == EINTR { continue }
            guard got >= 0 else { throw Refusal(FileTexts.cannotRead(errno)) }
            if got == 0 { break }
            count += got
        }
        guard count <= maximumSize else { throw Refusal(FileTexts.tooLarge(maximumSize)) }
        return (Array(bytes.prefix(count)), .init(file: path, ownerUID: status.st_uid, mode: status.st_mode & 0o7777))
    }

    private static func decoded(_ bytes: [UInt8]) throws(Refusal) -> String {
        if bytes.starts(with: [0xFF, 0xFE]) || bytes.starts(with: [0xFE, 0xFF]) { throw Refusal(FileTexts.utf16) }
        let content = bytes.starts(with: [0xEF, 0xBB, 0xBF]) ? bytes.dropFirst(3) : bytes[...]
        if let text = String(validating: content, as: UTF8.self) { return text }
        let lines = content.split(separator: 0x0A, omittingEmptySubsequences: false)
        let bad = lines.firstIndex { String(validating: $0, as: UTF8.self) == nil } ?? 0
        throw Refusal(FileTexts.noUTF8, at: .init(line: bad + 1, column: 0))
    }
}
