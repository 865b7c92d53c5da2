/// Why a run can't be started, or runs can't be hosted at all. A script that can't be started is a result, not an error.
package enum RunError: Error, Sendable, Equatable, CustomStringConvertible {
    /// A field of the request has an impossible value.
    case invalid(String)
    /// There was a run of this name.
    case exists(id: String)
    /// A folder or file of the state directory can't be made or used; with the system's error number.
    case folder(path: String, errno: Int32)
    /// Another worker uses the state directory.
    case held(path: String, pid: Int32)
    /// The program that watches over runs is not where it should be.
    case shimMissing(path: String)
    case noSuchUser(String)
    /// The system refused a process; with its error number.
    case spawn(errno: Int32)
    /// The host was closed.
    case closed

    package var description: String {
        switch self {
        case .invalid(let field): "the request's \(field) has an impossible value"
        case .exists(let id): "there is a run \(id) already"
        case .folder(let path, let errno): "cannot use \(path): error \(errno)"
        case .held(let path, let pid): "\(path) is used by another worker, process \(pid)"
        case .shimMissing(let path): "there is no yoban-shim at \(path)"
        case .noSuchUser(let name): "there is no user \(name)"
        case .spawn(let errno): "cannot start a process: error \(errno)"
        case .closed: "the worker is closing"
        }
    }
}
