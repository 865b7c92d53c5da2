import CLinux
import Glibc
import YobanRunFormat

/// A `yoban-shim end` that is at work.
struct Helper {
    let pid: pid_t
    let done: OneShot<Leftovers>
    var printed: [UInt8] = []
}

extension RunHost {
    /// Ends what a dead shim left. May take the grace and ten seconds more; nothing else waits for it.
    func endLeftovers(in directory: String) async -> Leftovers {
        var ends: [Int32] = [-1, -1]
        guard cl_pipe(&ends, O_CLOEXEC) == 0 else { return Leftovers(problem: "no pipe: error \(errno)") }
        let writeEnd = raised(ends[1])
        let helper: Helper
        do throws(RunError) {
            let pid = try shim.start(["end", directory], in: "/", descriptors: [1: writeEnd])
            helper = Helper(pid: pid, done: OneShot())
        } catch {
            Glibc.close(writeEnd)
            Glibc.close(ends[0])
            return Leftovers(problem: "\(error)")
        }
        Glibc.close(writeEnd)
        helpers[ends[0]] = helper
        thread.watch(ends[0])
        do { return try await helper.done.value } catch { return Leftovers(problem: "not waited for") }
    }

    func readHelper(_ fd: Int32) {
        guard var helper = helpers[fd] else { return }
        var buffer = [UInt8](repeating: 0, count: 4096)
        let count = read(fd, &buffer, buffer.count)
        if count > 0 {
            helper.printed += buffer.prefix(count)
            helpers[fd] = helper
            return
        }
        if count < 0, errno == EINTR { return }
        helpers[fd] = nil
        thread.closeWatched(fd)
        reap(helper.pid)
        helper.done.set(Leftovers(printed: String(decoding: helper.printed, as: UTF8.self)))
    }
}
