import CLinux
import Glibc

/// Watches over one run. Started by the worker; nobody calls it by hand, except to end what a dead shim left.
@main struct Shim {
    static func main() {
        let arguments = CommandLine.arguments
        switch arguments.dropFirst().first {
        case "run": run()
        case "end" where arguments.count == 3: exit(endLeftovers(of: arguments[2]))
        default:
            complain("usage: yoban-shim run | yoban-shim end RUN-DIRECTORY")
            exit(64)
        }
    }

    /// A shim is ended by nobody but SIGKILL.
    static let ignoredSignals = [SIGTERM, SIGINT, SIGHUP, SIGPIPE, SIGQUIT, SIGUSR1, SIGUSR2]

    /// The descriptors that the worker hands down.
    enum Inherited {
        static let state: Int32 = 3
        static let link: Int32 = 4
    }

    /// Runs what `spec` in the current directory says. Returns when all is over and written down.
    private static func run() {
        _ = cl_close_from(5)
        umask(0o077)
        for number in ignoredSignals { _ = cl_ignore_signal(number) }
        guard let folder = RunFolder(stateFile: Inherited.state) else { exit(70) }
        _ = cl_set_subreaper()
        let run = Supervisor(folder: folder, link: Inherited.link)
        run.start()
        run.watch()
        run.conclude()
    }
}

/// To `shim.err` in the state directory: what can't be told in a result.
func complain(_ text: String) {
    let line = "yoban-shim \(getpid()): \(text)\n"
    _ = Array(line.utf8).withUnsafeBytes { write(STDERR_FILENO, $0.baseAddress, $0.count) }
}
