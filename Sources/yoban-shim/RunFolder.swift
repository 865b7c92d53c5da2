import CLinux
import Glibc
import YobanRunFormat

/// The run directory, which is the current directory, and the locked state file in it.
final class RunFolder {
    let spec: RunSpec
    private var stateFile: Int32
    private var newest: [UInt8] = []
    private var isReserved = false
    /// When the lease is over, by the boot clock, as far as is known; nil: the run has none.
    private(set) var leaseDeadline: Int64?

    init?(stateFile: Int32) {
        self.stateFile = stateFile
        do throws(FormatError) {
            spec = try RunSpec(RunFile.fields(RunFile.spec))
        } catch {
            complain("\(error)")
            return nil
        }
        // A lease that can't be read was over before it began.
        if spec.leaseGrace != nil { leaseDeadline = LeaseFile.deadline(in: ".") ?? 0 }
    }

    /// Looks for what the worker wrote. What can't be read has not been renewed.
    func readLease() -> Int64? {
        if let known = leaseDeadline { leaseDeadline = LeaseFile.deadline(in: ".") ?? known }
        return leaseDeadline
    }

    /// Writes down how far the run is.
    func note(_ state: RunState) { overwrite(state.fields.bytes) }

    /// Makes the directory and its files anew if somebody removed them, so that no one takes the run for one that never was.
    /// Returns whether that was needed.
    func restoreIfRemoved() -> Bool {
        var status = stat()
        guard fstat(stateFile, &status) == 0, status.st_nlink == 0 else { return false }
        makeFolders()
        guard chdir(spec.directory) == 0 else { return false }
        let file = open(RunFile.state, O_RDWR | O_CREAT | O_CLOEXEC, 0o600)
        guard file >= 0 else { return false }
        _ = flock(file, LOCK_EX | LOCK_NB)
        close(stateFile)
        stateFile = file
        isReserved = false
        overwrite(newest)
        _ = RunFile.write(spec.fields.bytes, to: RunFile.spec)
        if let leaseDeadline { _ = LeaseFile.make(leaseDeadline, in: ".") }
        return true
    }

    /// The run directory, with `runs` and the state directory above it as `StateFolder` makes them.
    private func makeFolders() {
        let runs = spec.directory.prefix(upTo: spec.directory.lastIndex(of: "/") ?? spec.directory.startIndex)
        let state = runs.prefix(upTo: runs.lastIndex(of: "/") ?? runs.startIndex)
        // Whatever the umask is.
        if mkdir(String(state), 0o711) == 0 { chmod(String(state), 0o711) }
        mkdir(String(runs), 0o700)
        mkdir(spec.directory, 0o700)
    }

    /// Writes the result over the state and gives it its name. `durably`: so that it outlives a power cut; needed when there is no
    /// worker that hands it on to the store at once.
    func finish(_ result: RunResult, durably: Bool) {
        overwrite(result.fields.bytes)
        ftruncate(stateFile, off_t(newest.count))
        if durably { fsync(stateFile) }
        if rename(RunFile.state, RunFile.result) != 0 { complain("cannot write the result of \(spec.id): error \(errno)") }
        guard durably else { return }
        let directory = open(".", O_RDONLY | O_DIRECTORY | O_CLOEXEC)
        fsync(directory)
        close(directory)
    }

    /// The file never grows after the first time: what is to come has its room already.
    private func overwrite(_ bytes: [UInt8]) {
        newest = bytes
        let padding = isReserved ? 0 : max(0, RunFile.reservedBytes - bytes.count)
        let failure = RunFile.put(bytes + [UInt8](repeating: 0, count: padding), to: stateFile, at: 0)
        isReserved = failure == 0
        if failure != 0 { complain("cannot write the state of \(spec.id): error \(failure)") }
    }
}
