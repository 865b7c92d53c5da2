import Foundation
import Glibc
import Testing
import YobanCore
import YobanExecution
import YobanRunFormat

@testable import YobanWorker

@Suite("Who may be run")
struct AdmissionTests {
    /// What would run for a row, or why nothing does.
    private func decide(
        _ place: Place, roots: [String]? = nil, owner: UInt32? = nil, _ change: (inout Job) -> Void
    ) throws -> Result<RunRequest, Preparation.Refusal> {
        var settings = place.settings
        settings.allowedScriptRoots = roots
        var catalogue = place.catalogue
        catalogue.ownerUID = owner ?? catalogue.ownerUID
        let host = try RunHost(stateDirectory: "\(place.folder)/state-\(UUID())", shim: RunHost.installedShim(), cgroupParent: nil)
        let preparation = Preparation(catalogue: catalogue, settings: settings, environment: [:], host: host, users: KnownUsers())
        var job = Job(id: JobID(1), key: nil, name: "row", scriptPath: "", status: .running, createdAt: wallClock())
        change(&job)
        let claim = Claim(job: job, token: ClaimToken("0123456789abcdef"))
        return Result { () throws(Preparation.Refusal) in try preparation.request(for: claim, now: wallClock()) }
    }

    private func refusal(_ result: Result<RunRequest, Preparation.Refusal>) -> Preparation.Refusal? {
        if case .failure(let refusal) = result { refusal } else { nil }
    }

    @Test("a key that no definition has is denied, whatever script the row names")
    func unknownKey() async throws {
        try await withPlace { place in
            let known = try place.define("known", "true")
            let refused = try #require(
                refusal(decide(place) { ($0.key, $0.scriptPath) = (JobKey("gone"), known.scriptPath) }))
            #expect(refused.reason == .denied && refused.text.en.contains("gone") && refused.text.ja.contains("yoban check"))
        }
    }

    @Test("a row with a key runs its definition's command, not the row's script")
    func keyDecides() async throws {
        try await withPlace { place in
            let known = try place.define("known", "true")
            let request = try decide(place) { ($0.key, $0.scriptPath) = (known.key, "/bin/evil") }.get()
            #expect(request.argv == [known.scriptPath])
        }
    }

    @Test("a row without a key runs as the definition whose script it names, however the path is spelled")
    func byScript() async throws {
        try await withPlace { place in
            let known = try place.define("known", "true") { $0.command.append("--full") }
            let request = try decide(place) { $0.scriptPath = place.folder + "/./x/../known.sh" }.get()
            #expect(request.argv == [known.scriptPath, "--full"])
        }
    }

    @Test("a bare program name and a relative path are denied", arguments: ["sh", "scripts/a.py", "", "./known.sh", "../known.sh"])
    func relative(_ path: String) async throws {
        try await withPlace { place in
            try place.define("shell", command: ["sh", "-c", "true"])
            #expect(try refusal(decide(place, roots: ["/"]) { $0.scriptPath = path })?.reason == .denied)
        }
    }

    @Test("a script that no definition names runs only inside the allowed folders, by its real path")
    func roots() async throws {
        try await withPlace { place in
            try FileManager.default.createDirectory(atPath: place.folder + "/inside", withIntermediateDirectories: true)
            chmod(place.folder + "/inside", 0o755)
            let inside = try place.script("inside/a.sh", "true")
            let outside = try place.script("b.sh", "true")
            try FileManager.default.createSymbolicLink(atPath: place.folder + "/inside/escape.sh", withDestinationPath: outside)
            try FileManager.default.createSymbolicLink(atPath: place.folder + "/enter.sh", withDestinationPath: inside)
            let roots = [place.folder + "/inside"]
            #expect(try decide(place, roots: roots) { $0.scriptPath = inside }.get().argv == [inside])
            #expect(try decide(place, roots: roots) { $0.scriptPath = place.folder + "/enter.sh" }.get().argv == [inside])
            for path in [
                outside, place.folder + "/inside/escape.sh", place.folder + "/inside/../b.sh", "/bin/true", place.folder + "/insidious",
            ] {
                let reason = try refusal(decide(place, roots: roots) { $0.scriptPath = path })?.reason
                #expect(reason == (path.hasSuffix("insidious") ? .scriptMissing : .denied), "\(path)")
            }
            #expect(try refusal(decide(place, roots: []) { $0.scriptPath = inside })?.reason == .denied)
            #expect(try refusal(decide(place, roots: roots) { $0.scriptPath = place.folder + "/inside/none.sh" })?.reason == .scriptMissing)
        }
    }

    @Test("without a list the catalogue's folder is allowed, but to root nothing is")
    func defaultRoots() async throws {
        try await withPlace { place in
            let script = try place.script("a.sh", "true")
            let answer = try decide(place) { $0.scriptPath = script }
            if geteuid() == 0 { #expect(refusal(answer)?.reason == .denied) } else { #expect(throws: Never.self) { try answer.get() } }
        }
    }

    @Test("a script, or a folder above it, that others may write is denied", arguments: ["inside", "inside/a.sh"])
    func writable(_ name: String) async throws {
        try await withPlace { place in
            try FileManager.default.createDirectory(atPath: place.folder + "/inside", withIntermediateDirectories: true)
            chmod(place.folder + "/inside", 0o755)
            let script = try place.script("inside/a.sh", "true")
            let roots = [place.folder + "/inside"]
            chmod("\(place.folder)/\(name)", 0o757)
            let refused = try #require(refusal(decide(place, roots: roots) { $0.scriptPath = script }))
            #expect(refused.reason == .denied && refused.text.ja.contains("\(place.folder)/\(name) に他のユーザーが書き込めます"))
        }
    }

    @Test("a script that belongs to someone else is denied", .enabled(if: geteuid() == 0))
    func foreignOwner() async throws {
        try await withPlace { place in
            let script = try place.script("a.sh", "true")
            chown(script, 65_534, 65_534)
            #expect(try refusal(decide(place, roots: [place.folder]) { $0.scriptPath = script })?.reason == .denied)
        }
    }

    @Test("nothing of a catalogue that is not root's runs as root", .enabled(if: geteuid() == 0))
    func rootOnlyByRoot() async throws {
        try await withPlace { place in
            let known = try place.define("known", "true") { $0.user = "root" }
            let refused = try #require(refusal(decide(place, owner: 65_534) { $0.key = known.key }))
            #expect(refused.reason == .denied && refused.text.ja.contains("root"))
            let plain = try place.define("plain", "true")
            let request = try decide(place, owner: 65_534) { $0.key = plain.key }.get()
            #expect(request.user?.identity.uid == 65_534)
        }
    }

    @Test("an unknown user can't start anything")
    func unknownUser() async throws {
        try await withPlace { place in
            let known = try place.define("known", "true") { $0.user = "no-such-user" }
            #expect(try refusal(decide(place) { $0.key = known.key })?.reason == .couldNotStart)
        }
    }

    @Test("parameters fill their slots and stay within their argument")
    func parameters() async throws {
        try await withPlace { place in
            let known = try place.define("known", "true") {
                $0.command += ["--month={month}", "{note}", "{month}"]
                $0.parameters = [
                    Parameter(name: "month", kind: .integer(minimum: 1, maximum: 12), isRequired: true),
                    Parameter(name: "note", kind: .text(matches: nil), isRequired: false, defaultValue: "none"),
                ]
            }
            let request = try decide(place) { ($0.key, $0.parameters) = (known.key, ["month": "7", "note": "a b; {month} $(id)"]) }.get()
            #expect(request.argv == [known.scriptPath, "--month=7", "a b; {month} $(id)", "7"])
            let variables = Dictionary(uniqueKeysWithValues: request.environment.map { ($0.name, $0.value) })
            #expect(variables["BATCH_PARAM_MONTH"] == "7" && variables["BATCH_PARAM_NOTE"] == "a b; {month} $(id)")
            #expect(try decide(place) { ($0.key, $0.parameters) = (known.key, ["month": "7"]) }.get().argv[2] == "none")
        }
    }

    @Test("parameters that are missing, wrong, unknown or can't be read are denied")
    func wrongParameters() async throws {
        try await withPlace { place in
            let known = try place.define("known", "true") {
                $0.parameters = [Parameter(name: "month", kind: .integer(minimum: 1, maximum: 12), isRequired: true)]
            }
            for values in [[:], ["month": "13"], ["month": "7", "year": "1"], ["month": "7\0"]] {
                #expect(try refusal(decide(place) { ($0.key, $0.parameters) = (known.key, values) })?.reason == .denied)
            }
            let refused = try refusal(
                decide(place) { ($0.key, $0.parameters, $0.hasUnreadableParameters) = (known.key, ["month": "7"], true) })
            #expect(refused?.reason == .denied)
        }
    }

    @Test("a definition whose script is gone is told apart from one that can't be started")
    func missing() async throws {
        try await withPlace { place in
            let known = try place.define("known", "true")
            TestFiles.remove(known.scriptPath)
            #expect(try refusal(decide(place) { $0.key = known.key })?.reason == .scriptMissing)
        }
    }

    @Test("a time-out of zero is none; the row's counts before the definition's, that before the worker's")
    func timeouts() async throws {
        try await withPlace { place in
            let plain = try place.define("plain", "true")
            let own = try place.define("own", "true") { $0.timeout = .seconds(7) }
            #expect(try decide(place) { $0.key = plain.key }.get().timeout == .seconds(50))
            #expect(try decide(place) { $0.key = own.key }.get().timeout == .seconds(7))
            #expect(try decide(place) { ($0.key, $0.timeoutSeconds) = (own.key, 3) }.get().timeout == .seconds(3))
            #expect(try decide(place) { ($0.key, $0.timeoutSeconds) = (own.key, 0) }.get().timeout == nil)
        }
    }
}
