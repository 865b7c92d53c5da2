import Foundation
import Glibc
import Testing
import YobanCore
import YobanRunFormat

extension Place {
    /// The run directories, by name.
    var runs: [String] {
        ((try? FileManager.default.contentsOfDirectory(atPath: settings.state + "/runs")) ?? []).sorted().map {
            "\(settings.state)/runs/\($0)"
        }
    }

    func state(of run: String) throws -> RunState { try RunState(RunFile.fields("\(run)/\(RunFile.state)")) }

    /// Kills the shim of the newest run, as the kernel does when memory is short.
    func killShim() throws {
        #expect(kill(try state(of: #require(runs.last)).shimPID, SIGKILL) == 0)
    }
}
