import CLinux
import Glibc
import YobanRunFormat

/// The run's own directory in cgroup v2: what is in it can be ended at one stroke.
struct Cgroup {
    private let path: String

    /// The directory if it is there already.
    init?(existing path: String) {
        guard !path.isEmpty, access("\(path)/cgroup.procs", F_OK) == 0 else { return nil }
        self.path = path
    }

    /// Makes the directory; nil where that can't be done.
    init?(making path: String) {
        guard !path.isEmpty, mkdir(path, 0o755) == 0 else { return nil }
        self.path = path
    }

    /// The directory, opened so that a process can be born in it; negative on failure.
    func open() -> Int32 { Glibc.open(path, O_RDONLY | O_DIRECTORY | O_CLOEXEC) }

    /// Ends all that is in it. Kernels before 5.14 can't.
    func kill() { put("1", into: "cgroup.kill") }

    var members: [Int32] {
        guard let bytes = try? RunFile.read("\(path)/cgroup.procs") else { return [] }
        return bytes.split(separator: UInt8(ascii: "\n")).compactMap { Int32(String(decoding: $0, as: UTF8.self)) }
    }

    /// Removes the directory. It stays where a process is left in it.
    func remove() { rmdir(path) }

    private func put(_ text: String, into file: String) {
        let descriptor = Glibc.open("\(path)/\(file)", O_WRONLY | O_CLOEXEC)
        guard descriptor >= 0 else { return }
        _ = Array(text.utf8).withUnsafeBytes { write(descriptor, $0.baseAddress, $0.count) }
        close(descriptor)
    }
}
