import Foundation
import Synchronization
import Testing
import YobanCore
import YobanTestKit

@testable import YobanNotices

@Suite("Commands", .timeLimit(.minutes(10))) struct CommandTests {
    /// A folder with a catalogue's script, gone with the test.
    private final class Place: Sendable {
        let folder: String

        init(_ script: String) throws {
            folder = FileManager.default.temporaryDirectory.appending(path: "yoban-notices-\(UUID().uuidString)").path
            try FileManager.default.createDirectory(atPath: folder, withIntermediateDirectories: true)
            let path = folder + "/tell"
            try Data("#!/bin/sh\n\(script)\n".utf8).write(to: URL(filePath: path))
            try FileManager.default.setAttributes([.posixPermissions: 0o755], ofItemAtPath: path)
        }

        deinit { try? FileManager.default.removeItem(atPath: folder) }

        func text(_ name: String) -> String? { try? String(contentsOfFile: "\(folder)/\(name)", encoding: .utf8) }
    }

    private func scene(_ place: Place, _ command: [String] = ["./tell", "a b", "$HOME"]) async throws -> Scene {
        let scene = Scene(notify: [NoticeRule(name: "ops", channel: .command(command))])
        scene.catalogue.withLock {
            $0.file = place.folder + "/yoban.yaml"
            $0.ownerUID = getuid()
        }
        _ = try await scene.store.record([.sample(1)], now: .at(0))
        return scene
    }

    private func only(_ scene: Scene) async throws -> Notice { try #require(try await scene.store.notices(NoticeFilter()).first) }

    @Test("it gets its arguments as they are, the body on its standard input, and a clean environment")
    func gets() async throws {
        let place = try Place(
            #"""
            cat > body
            printf '%s|' "$@" > arguments
            env | cut -d= -f1 | sort | tr '\n' ' ' > names
            echo "$YOBAN_EVENT $BATCH_JOB_ID $JOB_KEY $YOBAN_DELIVERY" > values
            """#)
        let scene = try await scene(place)
        let sender = scene.sender(commands: place.folder + "/state")
        #expect(try await sender.round() == 1)
        let notice = try await only(scene)
        #expect(notice.state == .sent, "\(notice.lastError ?? "")")
        #expect(place.text("body") == notice.new.body)
        #expect(place.text("arguments") == "a b|$HOME|")
        #expect(place.text("values") == "failed 1 report \(notice.new.delivery)\n")
        #expect(
            place.text("names")
                == "BATCH_ATTEMPT_ID BATCH_JOB_ID HOME JOB_KEY LANG LOGNAME PATH PWD SHELL USER YOBAN_DELIVERY YOBAN_EVENT ")
        await sender.commands.close()
        #expect(try FileManager.default.contentsOfDirectory(atPath: place.folder + "/state/runs").isEmpty, "nothing stays behind")
    }

    @Test("what it says when it fails is kept, and it is tried again")
    func fails() async throws {
        let place = try Place("echo 'no route'; echo 'to host' >&2; exit 3")
        let scene = try await scene(place)
        let sender = scene.sender(commands: place.folder + "/state")
        _ = try await sender.round()
        var notice = try await only(scene)
        #expect(notice.state == .pending && notice.nextTry == .at(10))
        #expect(notice.lastError?.hasPrefix("exit code 3: ") == true)
        #expect(notice.lastError?.contains("no route") == true && notice.lastError?.contains("to host") == true)
        scene.clock.set(.at(10))
        _ = try await sender.round()
        notice = try await only(scene)
        #expect(notice.tries == 2)
        await sender.commands.close()
    }

    @Test("it does not outlive its time, nor does what it started")
    func timeout() async throws {
        let place = try Place("trap '' TERM; setsid sleep 300 & echo $! > child; echo $$ > parent; while :; do sleep 1; done")
        let scene = try await scene(place)
        let sender = scene.sender(commands: place.folder + "/state", commandTimeout: .milliseconds(700))
        _ = try await sender.round()
        #expect(try await only(scene).lastError?.hasPrefix("ended after 700ms") == true)
        for name in ["child", "parent"] {
            let pid = try #require(place.text(name).flatMap { Int32($0.trimmingCharacters(in: .whitespacesAndNewlines)) })
            let command = (try? String(contentsOfFile: "/proc/\(pid)/cmdline", encoding: .utf8)) ?? ""
            #expect(!command.contains("sleep") && !command.contains("tell"), "\(name) lives")
        }
        await sender.commands.close()
    }

    @Test("one that isn't there is a failure to send")
    func missing() async throws {
        let place = try Place("exit 0")
        let scene = try await scene(place, ["./nothing"])
        let sender = scene.sender(commands: place.folder + "/state")
        _ = try await sender.round()
        #expect(try await only(scene).lastError?.hasPrefix("could not be started: ") == true)
        await sender.commands.close()
    }
}
