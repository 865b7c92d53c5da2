import Foundation
import Testing
import YobanConfig
import YobanCore

@Suite("What a good catalogue needs from the machine") struct CatalogueCheckTests {
    /// The problems as `severity line message`, folder left out.
    private func check(_ project: Project, path: String? = nil) throws -> [String] {
        CatalogueCheck(inheritedPath: path).problems(in: try project.load().catalogue).map {
            #expect($0.message.ja != $0.message.en)
            return "\($0.severity) \($0.line) \($0.message.en)".replacing(project.folder, with: "…")
        }
    }

    /// One job `a` on line 2 of `yoban.yaml`, with a script.
    private func check(_ job: String, script: String? = nil, bytes: String = "#!/bin/sh\n", mode: Int = 0o755) throws -> [String] {
        let project = try Project(["yoban.yaml": "jobs:\n  a: { \(job) }\n"])
        if let script { try project.write(script, bytes, mode: mode) }
        return try check(project)
    }

    @Test("nothing is said about what can be run") func good() throws {
        #expect(try check("command: [bin/run]", script: "bin/run") == [])
        #expect(try check("command: ['true']") == [])
        #expect(try check("command: [/bin/true]") == [])
        #expect(try check("command: [bin/run]", script: "bin/run", bytes: "#! /usr/bin/env -S LANG=C sh -e\n") == [])
        #expect(try check("command: [bin/run]", script: "bin/run", bytes: "\u{7F}ELF") == [])
    }

    @Test("what cannot be started is an error with the line of the job") func programs() throws {
        #expect(
            try check("command: [bin/run]") == [
                "error 2 a: the script does not exist: …/bin/run (a relative path belongs to cwd, else to the folder of yoban.yaml)"
            ])
        #expect(
            try check("command: [no-such-program-here], environment: { PATH: '/usr/bin:/bin' }") == [
                "error 2 a: the program “no-such-program-here” is not in the job's PATH (/usr/bin:/bin); write its path, or set PATH in environment:"
            ])
        #expect(try check("command: [bin]", script: "bin/run").first?.hasPrefix("error 2 a: the program “bin” is not in") == true)
        #expect(try check("command: [./bin]", script: "bin/run") == ["error 2 a: this is not a file that can be run: …/bin"])
        #expect(
            try check("command: [./run]", script: "run", mode: 0o644).first?.hasSuffix("may not execute …/run. To allow it: chmod +x …/run")
                == true)
    }

    @Test(
        "an interpreter line that the kernel cannot follow is an error",
        arguments: [
            (
                "echo\n",
                "…/run has no #! line, so it cannot be run; begin it with #!/bin/sh for example, or name the interpreter first in command:"
            ),
            (
                "",
                "…/run has no #! line, so it cannot be run; begin it with #!/bin/sh for example, or name the interpreter first in command:"
            ),
            (
                "#!\n",
                "…/run has no #! line, so it cannot be run; begin it with #!/bin/sh for example, or name the interpreter first in command:"
            ),
            (
                "\u{FEFF}#!/bin/sh\n",
                "…/run has no #! line, so it cannot be run; begin it with #!/bin/sh for example, or name the interpreter first in command:"
            ),
            ("#!/bin/sh\r\n", "…/run has Windows line ends (CRLF), so its interpreter is not found. Convert it: sed -i 's/\\r$//' …/run"),
            ("#!/no/such\n", "the interpreter in the first line of …/run, /no/such, is missing or not executable"),
            ("#!/etc/passwd\n", "the interpreter in the first line of …/run, /etc/passwd, is missing or not executable"),
            ("#!sh\n", "the interpreter in the first line of …/run must be an absolute path, not sh"),
            (
                "#!/usr/bin/env no-such-thing\n",
                "the interpreter in the first line of …/run, no-such-thing, is missing from the job's PATH (/usr/bin) or not executable"
            ),
            ("#!/usr/bin/env sh -e\n", "the first line of …/run gives env more than one word; write env -S sh -e"),
        ]) func interpreters(_ bytes: String, _ message: String) throws
    {
        #expect(try check("command: [./run], environment: { PATH: /usr/bin }", script: "run", bytes: bytes) == ["error 2 a: " + message])
    }

    @Test("a .py needs python3 in the job's PATH, and no permission to execute") func python() throws {
        let project = try Project(["yoban.yaml": "jobs:\n  a: { command: [a.py], environment: { PATH: PLACE/bin } }\n"])
        try project.write("yoban.yaml", "jobs:\n  a: { command: [a.py], environment: { PATH: \(project.folder)/bin } }\n")
        try project.write("a.py", "print()\n", mode: 0o644)
        #expect(try check(project) == ["error 2 a: python3 is not in the job's PATH (…/bin). On Debian: apt-get install python3"])
        try project.write("bin/python3", "#!/bin/sh\n", mode: 0o755)
        #expect(try check(project) == [])
        try project.write("venv/bin/python", "#!/bin/sh\n", mode: 0o755)
        try project.write("a.py", "#!\(project.folder)/venv/bin/python\n")
        #expect(
            try check(project) == [
                "warning 2 a: the first line of …/a.py names …/venv/bin/python, but a .py runs with …/bin/python3. To use the former: command: […/venv/bin/python, -u, a.py]"
            ])
        try project.write("a.py", "#!\(project.folder)/bin/python3\n")
        #expect(try check(project) == [])
        try project.write("a.py", "#!/usr/bin/env python3\n")
        #expect(try check(project) == [])
        try FileManager.default.removeItem(atPath: project.folder + "/a.py")
        #expect(try check(project).first?.hasPrefix("error 2 a: the script does not exist: …/a.py") == true)
    }

    @Test("the inherited PATH counts only for jobs that inherit it") func inherited() throws {
        let project = try Project()
        try project.write("yoban.yaml", "jobs:\n  a: { command: [tool], inherit_environment: true }\n  b: { command: [tool] }\n")
        try project.write("bin/tool", "#!/bin/sh\n", mode: 0o755)
        let problems = try check(project, path: project.folder + "/bin")
        #expect(problems.count == 1 && problems[0].hasPrefix("error 3 b: the program “tool”"))
    }

    @Test("working directory and user must exist") func surroundings() throws {
        #expect(try check("command: ['true'], cwd: gone") == ["error 2 a: the working directory does not exist: …/gone"])
        #expect(try check("command: ['true'], cwd: file", script: "file") == ["error 2 a: cwd is not a folder: …/file"])
        #expect(try check("command: ['true'], user: no-such-user").first?.hasPrefix("error 2 a: there is no user “no-such-user”") == true)
    }

    @Test("what another user may not use is an error when jobs run as that user", .enabled(if: geteuid() == 0)) func otherUser() throws {
        #expect(
            try check("command: [./run], user: nobody", script: "run", mode: 0o700) == [
                "error 2 a: the user “nobody” may not execute …/run. To allow it: chmod +x …/run"
            ])
        #expect(try check("command: [./run], user: nobody", script: "run", mode: 0o755) == [])
        let python = try check("command: [./run.py], user: nobody", script: "run.py", mode: 0o600)
        #expect(python.contains("error 2 a: the user “nobody” may not read the script …/run.py"))
    }

    @Test("only a worker of root can become another user", .enabled(if: geteuid() != 0)) func becoming() throws {
        #expect(try check("command: ['true'], user: root").contains("warning 2 a: only a worker that runs as root can run this as “root”"))
    }

    @Test("a parameter in the code of a shell is a warning") func shell() throws {
        let parameters = "parameters: { m: { default: x } }"
        let warning = "warning 2 a: a {parameter} in the code of a shell's -c can run as a command; use \"$BATCH_PARAM_NAME\" instead"
        #expect(try check("command: [/bin/sh, -c, 'echo {m}'], \(parameters)") == [warning])
        #expect(try check("command: [/bin/sh, -ec, 'echo {m}'], \(parameters)") == [warning])
        #expect(try check("command: [/bin/sh, -c, 'echo $1', '{m}'], \(parameters)") == [])
        #expect(try check("command: [/bin/echo, -c, '{m}'], \(parameters)") == [])
    }

    @Test("files and folders that others can write are not trusted") func trust() throws {
        let project = try Project(["yoban.yaml": "jobs_from: d/*\n", "d/a": "jobs: {}\n"])
        func set(_ mode: Int, _ name: String) throws {
            try FileManager.default.setAttributes([.posixPermissions: mode], ofItemAtPath: project.folder + "/" + name)
        }
        #expect(try check(project) == [])
        try set(0o666, "yoban.yaml")
        try set(0o777, "d")
        #expect(
            try check(project) == [
                "error 0 anyone can write …/yoban.yaml, so it is not used. To correct it: chmod o-w …/yoban.yaml",
                "error 0 anyone can write …/d, so it is not used. To correct it: chmod o-w …/d",
            ])
        try set(0o660, "yoban.yaml")
        try set(0o1777, "d")
        let asRoot = [
            "error 0 its group can write …/yoban.yaml, so a worker that runs as root does not use it. To correct it: chmod g-w …/yoban.yaml"
        ]
        #expect(try check(project) == (geteuid() == 0 ? asRoot : []))
    }

    @Test("a split file of another owner is not trusted", .enabled(if: geteuid() == 0)) func owners() throws {
        let project = try Project(["yoban.yaml": "jobs_from: a.yaml\n", "a.yaml": "jobs: {}\n"])
        #expect(chown(project.folder + "/a.yaml", 65_534, 65_534) == 0)
        #expect(
            try check(project) == [
                "error 0 …/a.yaml has another owner than yoban.yaml. To correct it: chown --reference=yoban.yaml …/a.yaml"
            ])
        // What root wrote may be in anyone's catalogue.
        #expect(chown(project.folder + "/a.yaml", 0, 0) == 0 && chown(project.folder + "/yoban.yaml", 65_534, 65_534) == 0)
        #expect(try check(project) == [])
    }
}
