import CLinux
import Glibc
import YobanRunFormat

@main struct Shim {
    static func main() {
        let pid = cl_fork()
        if pid == 0 { _exit(0) }
        var status: Int32 = 0
        waitpid(pid, &status, 0)
    }
}
