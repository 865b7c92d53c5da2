import Testing
import YobanConfig
import YobanCore

@Suite("A good catalogue") struct GoldenTests {
    /// The sample of the design.
    static let sample = #"""
        store: sqlite:yoban.db
        worker: { slots: 1 }
        time_zone: Asia/Tokyo
        jobs:
          profit-management:
            name: 粗利按分管理データ同期
            command: [scripts/sync_profit_management.py]    # python3 -u is added for .py
            schedule: "0 2 * * *"
            priority: 4
            timeout: 1h
            retries: { max: 2, backoff: 1m }
            parameters: { month: { type: text, matches: '\d{4}-\d{2}', required: false } }
        """#

    @Test("the sample of the design is read") func sample() throws {
        let project = try Project(["yoban.yaml": Self.sample])
        let zones = try Project(["Asia/Tokyo": "TZif2"])
        let configuration = try project.load(environment: ["TZDIR": zones.folder])
        #expect(configuration.settings.store == "sqlite:\(project.folder)/yoban.db")
        #expect(configuration.settings.state == "\(project.folder)/.yoban")
        #expect(configuration.settings.worker.logFile == "\(project.folder)/.yoban/batch_job_worker.log")
        #expect(configuration.settings.timeZone == "Asia/Tokyo")
        #expect(configuration.settings.language == nil)
        #expect(configuration.catalogue.file == "\(project.folder)/yoban.yaml")
        let job = try #require(configuration.catalogue.definitions.first)
        #expect(configuration.catalogue.definitions.count == 1)
        #expect(job.key.value == "profit-management")
        #expect(job.name == "粗利按分管理データ同期")
        #expect(job.invocation() == ["python3", "-u", "\(project.folder)/scripts/sync_profit_management.py"])
        #expect(job.workingDirectory == project.folder)
        #expect(job.schedule == "0 2 * * *")
        #expect(job.priority == 4)
        #expect(job.timeout == .seconds(3600))
        #expect(job.maxRetries == 2)
        #expect(job.retryPolicy.backoff == .seconds(60))
        #expect(job.parameters == [Parameter(name: "month", kind: .text(matches: #"\d{4}-\d{2}"#), isRequired: false)])
        #expect(job.location == Location(file: "\(project.folder)/yoban.yaml", line: 5, column: 3))
        #expect(job.location.shown(from: project.folder) == "yoban.yaml:5:3")
    }

    @Test("every key is read") func everyKey() throws {
        let project = try Project([
            "yoban.yaml": #"""
            store: sqlite:var/queue.db
            state: /var/lib/yoban-test
            language: ja
            keep: 30d
            allowed_script_roots: [scripts, /opt/batch/]
            worker:
              slots: 4
              queues: [default, heavy]
              labels: [gpu, office.pc]
              lease: 20s
              log_in_store: 0
              poll: 10s
              stop_check: 500ms
              heartbeat: 5s
              timeout: 2h
              grace: 5s
              output: 4MB
              log: { file: logs/batch_job_worker.log, max_size: 1MB, keep: 3, output: 0 }
            jobs_from: jobs.d/*.yaml
            jobs:
              a:
                name: 集計
                command: [bin/run, --all, "{mode}", "", "{day}", "{n}", 010, no, 1:30, ~user, "*"]
                cwd: scripts
                user: root
                environment: { LANG: ja_JP.UTF-8, EMPTY: "", COUNT: 3, FLAG: yes }
                inherit_environment: true
                queue: heavy
                runs_on: gpu
                concurrency: { key: hubspot, limit: 2 }
                priority: -2
                timeout: 90s
                grace: 0
                retries: { max: 3, backoff: 3s, longest: 1m }
                background: leave
                parameters:
                  mode: { type: choice, values: [full, diff, no], default: no }
                  day: { type: date, default: 2026-02-28 }
                  n: { type: integer, min: 1, max: 12, default: 3 }
                  note: { required: true }
                  plain:
              b: { command: [sync.py], retries: 5, schedule: 0 2 * * *, concurrency: hubspot, runs_on: batch01 }
            """#,
            "jobs.d/2.yaml": "jobs: { d: { command: [x] } }\n",
            "jobs.d/1.yaml": "jobs: { c: { command: [bin/x], cwd: . } }\n",
            "jobs.d/3.txt": "not read\n",
        ])
        let configuration = try project.load()
        let settings = configuration.settings
        #expect(settings.store == "sqlite:\(project.folder)/var/queue.db")
        #expect(settings.state == "/var/lib/yoban-test")
        #expect(settings.language == .japanese)
        #expect(settings.keep == .seconds(30 * 86_400))
        #expect(settings.allowedScriptRoots == ["\(project.folder)/scripts", "/opt/batch"])
        var worker = WorkerSettings()
        (worker.slots, worker.poll, worker.stopCheck, worker.heartbeat) = (4, .seconds(10), .milliseconds(500), .seconds(5))
        (worker.timeout, worker.grace, worker.outputHalf) = (.seconds(7200), .seconds(5), 2 << 20)
        (worker.logFile, worker.logMaximumSize, worker.logKeep, worker.logOutput) = (
            "\(project.folder)/logs/batch_job_worker.log", 1 << 20, 3, 0
        )
        (worker.queues, worker.labels, worker.lease, worker.logInStore) = (["default", "heavy"], ["gpu", "office.pc"], .seconds(20), 0)
        #expect(settings.worker == worker)

        let jobs = configuration.catalogue.definitions
        #expect(jobs.map(\.key.value) == ["a", "b", "c", "d"])
        let a = jobs[0]
        #expect(a.command == ["bin/run", "--all", "{mode}", "", "{day}", "{n}", "010", "no", "1:30", "~user", "*"])
        #expect(a.scriptPath == "\(project.folder)/scripts/bin/run")
        #expect(a.user == "root")
        #expect(a.environment == ["LANG": "ja_JP.UTF-8", "EMPTY": "", "COUNT": "3", "FLAG": "yes"])
        #expect(a.inheritsEnvironment && a.leavesBackground)
        #expect((a.priority, a.maxRetries) == (-2, 3))
        #expect((a.timeout, a.grace) == (.seconds(90), .zero))
        #expect(a.retryPolicy == RetryPolicy(backoff: .seconds(3), longest: .seconds(60)))
        #expect(
            a.parameters == [
                Parameter(name: "mode", kind: .choice(["full", "diff", "no"]), isRequired: false, defaultValue: "no"),
                Parameter(name: "day", kind: .date, isRequired: false, defaultValue: "2026-02-28"),
                Parameter(name: "n", kind: .integer(minimum: 1, maximum: 12), isRequired: false, defaultValue: "3"),
                Parameter(name: "note", kind: .text(matches: nil), isRequired: true),
                Parameter(name: "plain", kind: .text(matches: nil), isRequired: true),
            ])
        #expect((jobs[1].name, jobs[1].maxRetries, jobs[1].schedule) == ("b", 5, "0 2 * * *"))
        #expect(a.placement == Placement(queue: "heavy@gpu", concurrency: ConcurrencyKey(name: "hubspot", limit: 2)))
        #expect(jobs[1].placement == Placement(queue: "default@batch01", concurrency: ConcurrencyKey(name: "hubspot", limit: 1)))
        #expect(jobs[2].placement == Placement())
        #expect(jobs[1].scriptPath == "\(project.folder)/sync.py")
        #expect(jobs[2].workingDirectory == project.folder)
        #expect(jobs[3].location.shown(from: project.folder) == "jobs.d/2.yaml:1:9")
        #expect(
            configuration.catalogue.sources.map { String($0.file.dropFirst(project.folder.count)) } == [
                "/yoban.yaml", "/jobs.d/1.yaml", "/jobs.d/2.yaml",
            ])
    }

    @Test("split files come in the order of their names, each once, and never the catalogue itself") func splitFiles() throws {
        let names = "zyxwvutsrqponmlkjihgfedcbaZYXBA_0".map(String.init)
        let project = try Project(["[x] {y}/yoban.yaml": "jobs_from: ['*.yaml', a.yaml, ./b.yaml]\n"])
        for name in names { try project.write("[x] {y}/\(name).yaml", "jobs: { j\(name): { command: [x] } }\n") }
        let catalogue = try project.load(from: "[x] {y}").catalogue
        #expect(catalogue.definitions.map(\.key.value) == names.sorted { $0.utf8.lexicographicallyPrecedes($1.utf8) }.map { "j" + $0 })
    }

    @Test("anchors, aliases and merges are followed; what a job says itself wins") func merges() throws {
        let project = try Project([
            "yoban.yaml": """
            jobs:
              a: &a
                command: [a]
                timeout: 5m
                retries: &r { max: 2 }
              b: { <<: *a, command: [b], retries: *r }
              c: { <<: [{ timeout: 1m }, *a], priority: 1 }
            """
        ])
        let jobs = try project.load().catalogue.definitions
        #expect(jobs.map(\.command) == [["a"], ["b"], ["a"]])
        #expect(jobs.map(\.timeout) == [.seconds(300), .seconds(300), .seconds(60)])
        #expect(jobs.map(\.maxRetries) == [2, 2, 2])
    }

    @Test("a byte order mark and Windows line ends are no mistake") func byteOrderMark() throws {
        let project = try Project(["yoban.yaml": "\u{FEFF}language: ja\r\njobs:\r\n  a:\r\n    command: [\"x\"]\r\n"])
        #expect(try project.load().catalogue.definitions.map(\.command) == [["x"]])
        #expect(try project.load().catalogue.definitions.map(\.location.line) == [3])
    }

    @Test("the owner and the permissions are those of the file that was read") func owner() throws {
        let project = try Project()
        try project.write("yoban.yaml", "jobs: {}\n", mode: 0o640)
        let catalogue = try project.load().catalogue
        #expect(catalogue.sources == [.init(file: catalogue.file, ownerUID: catalogue.ownerUID, mode: 0o640)])
    }
}
