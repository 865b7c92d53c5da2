import Testing
import YobanConfig
import YobanCore

@Suite("Mistakes in the catalogue are told with line, column and what is allowed") struct MistakeTests {
    private static let jobKeys =
        "name, command, cwd, user, environment, inherit_environment, queue, runs_on, concurrency, priority, timeout, grace, retries, schedule, missed_after, too_long, notify, background, parameters"

    @Test(
        "settings",
        arguments: [
            Mistake(
                "stoer: sqlite:x.db\n",
                "1:1 unknown key “stoer”. Did you mean “store”? Allowed here: store, state, language, time_zone, keep, allowed_script_roots, worker, server, notify, jobs_from, jobs"
            ),
            Mistake(
                "servr: { listen: 1 }\n",
                "1:1 unknown key “servr”. Did you mean “server”? Allowed here: store, state, language, time_zone, keep, allowed_script_roots, worker, server, notify, jobs_from, jobs"
            ),
            Mistake("store: yoban.db\n", "1:8 “store” begins with its kind: sqlite:yoban.db"),
            Mistake("store: 'sqlite:'\n", "1:8 “store” names no file; write for example sqlite:yoban.db"),
            Mistake("store: [a]\n", "1:8 “store” takes text, not a list"),
            Mistake("state:\n", "1:7 “state” takes text, not nothing"),
            Mistake("state: ''\n", "1:8 “state” takes text, not “”"),
            Mistake("state: \"a\\0b\"\n", "1:8 “state” cannot contain a NUL character"),
            Mistake("language: no\n", "1:11 “language” is one of ja, en, not “no”"),
            Mistake("keep: 90\n", "1:7 “keep” takes a duration such as 90s, 10m, 1h30m, 2d or 500ms, not “90”. Add the unit: 90s or 90m"),
            Mistake("keep: 1m\n", "1:7 “keep” is from 1h to 3660d, not 1m"),
            Mistake("keep: 1.5h\n", "1:7 “keep” takes a duration such as 90s, 10m, 1h30m, 2d or 500ms, not “1.5h”"),
            Mistake(
                "allowed_script_roots: scripts\n",
                "1:23 “allowed_script_roots” takes a list, not “scripts”. Write allowed_script_roots: [scripts]"),
            Mistake(
                "worker: 2\n",
                "1:9 “worker” takes keys and values, not “2”. Allowed keys: slots, queues, labels, poll, stop_check, heartbeat, lease, timeout, grace, log, output, log_in_store"
            ),
            Mistake("worker: { slots: 0 }\n", "1:18 “slots” is from 1 to 256, not 0"),
            Mistake(
                "worker: { slots: 010 }\n",
                "1:18 “slots” takes a whole number from 1 to 256, not “010”. Write 10, without leading zeros or a sign"),
            Mistake("worker: { slots: '2' }\n", "1:18 “slots” takes a whole number from 1 to 256, not “2”. Write it without quotes: 2"),
            Mistake("worker: { slots: 0x10 }\n", "1:18 “slots” takes a whole number from 1 to 256, not “0x10”"),
            Mistake("worker: { slots: 1e2 }\n", "1:18 “slots” takes a whole number from 1 to 256, not “1e2”"),
            Mistake(
                "worker: { slots: 99999999999999999999 }\n", "1:18 “slots” takes a whole number from 1 to 256, not “99999999999999999999”"),
            Mistake(
                "worker: { timeout: 1500ms, poll: 1ms }\n", "1:20 “timeout” is from 1s to 366d in whole seconds, not 1s500ms",
                "1:34 “poll” is from 100ms to 1h, not 1ms"),
            Mistake(
                "worker: { timeout: 1:30 }\n",
                "1:20 “timeout” takes a duration such as 90s, 10m, 1h30m, 2d or 500ms, not “1:30”. Write 1h30m / 1m30s"),
            Mistake(
                "worker: { output: 16000000 }\n",
                "1:19 “output” takes a size such as 512B, 64KB, 10MB or 1GB (1KB is 1,024 bytes), not “16000000”"),
            Mistake(
                "worker: { output: 1KB, log: { max_size: 1B, fiel: x } }\n", "1:19 “output” is from 16KB to 64GB, not 1KB",
                "1:41 “max_size” is from 16KB to 64GB, not 1B",
                "1:45 unknown key “fiel”. Did you mean “file”? Allowed here: file, max_size, keep, output"),
            Mistake("jobs_from: no-such.yaml\n", "1:12 “jobs_from” names a file that does not exist: FOLDER/no-such.yaml"),
            Mistake("jobs: [a]\n", "1:7 “jobs” takes names with values (name: value), not a list"),
            Mistake(
                "[a]\n",
                "1:1 “yoban.yaml” takes keys and values, not a list. Allowed keys: store, state, language, time_zone, keep, allowed_script_roots, worker, server, notify, jobs_from, jobs"
            ),
            Mistake(
                "priority\n",
                "1:1 “yoban.yaml” takes keys and values, not “priority”. Allowed keys: store, state, language, time_zone, keep, allowed_script_roots, worker, server, notify, jobs_from, jobs"
            ),
        ]) func settings(_ mistake: Mistake) throws
    {
        let project = try Project(["yoban.yaml": mistake.yaml])
        #expect(project.problems().map { $0.shown().replacing(project.folder, with: "FOLDER") } == mistake.expected)
    }

    @Test(
        "jobs",
        arguments: [
            Mistake("jobs: { a: { name: x } }\n", "1:12 “command” is required, for example command: [scripts/sync.py]"),
            Mistake("jobs: { a: }\n", "1:12 “a” takes keys and values, not nothing. Allowed keys: \(jobKeys)"),
            Mistake("jobs: { a: { command: [] } }\n", "1:23 “command” is empty; write for example command: [scripts/sync.py]"),
            Mistake(
                "jobs: { a: { command: scripts/a.py --all } }\n",
                "1:23 “command” takes a list, not “scripts/a.py --all”. Write command: [scripts/a.py, --all]"),
            Mistake("jobs: { a: { command: [''] } }\n", "1:24 “command” takes text, not “”"),
            Mistake("jobs: { a: { command: [x, ~] } }\n", "1:27 “command” takes text, not nothing; an empty text is written \"\""),
            Mistake("jobs: { a: { command: [x, [y]] } }\n", "1:27 “command” takes text, not a list; an empty text is written \"\""),
            Mistake("jobs: { a: { command: [x, \"a\\0\"] } }\n", "1:27 “command” cannot contain a NUL character"),
            Mistake("jobs: { a: { command: [scripts/] } }\n", "1:24 “scripts/” is a folder; name the program in it"),
            Mistake(
                "jobs: { 集計: { command: [x] } }\n",
                "1:9 “集計” cannot be a job's key: 1 to 100 letters, digits, -, _ and ., beginning with a letter or digit"),
            Mistake(
                "jobs:\n  a b: { command: [], priorty: 3 }\n",
                "2:3 “a b” cannot be a job's key: 1 to 100 letters, digits, -, _ and ., beginning with a letter or digit",
                "2:19 “command” is empty; write for example command: [scripts/sync.py]",
                "2:23 unknown key “priorty”. Did you mean “priority”? Allowed here: \(jobKeys)"),
            .job("volume: x", "4:5 unknown key “volume”. Allowed here: \(jobKeys)"),
            .job("name: \"a\\nb\"", "4:11 “name” cannot contain line breaks or other control characters"),
            .job("name: \(String(repeating: "長", count: 256))", "4:11 “name” is too long (256 characters); at most 255"),
            .job("user: [root]", "4:11 “user” takes text, not a list"),
            .job("priority: high", "4:15 “priority” takes a whole number from -1000000 to 1000000, not “high”"),
            .job(
                "priority: +3",
                "4:15 “priority” takes a whole number from -1000000 to 1000000, not “+3”. Write 3, without leading zeros or a sign"),
            .job("timeout: 0", "4:14 “timeout” is from 1s to 366d in whole seconds, not 0"),
            .job("grace: 2h", "4:12 “grace” is from 0 to 1h, not 2h"),
            .job("grace: soon", "4:12 “grace” takes a duration such as 90s, 10m, 1h30m, 2d or 500ms, not “soon”"),
            .job(
                "inherit_environment: yes",
                "4:26 “inherit_environment” is true or false, not “yes” (yes, no, on and off mean different things to different YAML programs)"
            ),
            .job(
                "inherit_environment: 'true'",
                "4:26 “inherit_environment” is true or false, not “true” (yes, no, on and off mean different things to different YAML programs)"
            ),
            .job("background: kill", "4:17 “background” is one of end, leave, not “kill”"),
            .job("retries: -1", "4:14 “retries” is from 0 to 1000, not -1"),
            .job("retries: often", "4:14 “retries” takes a whole number from 0 to 1000, not “often”"),
            .job("retries: [1]", "4:14 “retries” takes keys and values, not a list. Allowed keys: max, backoff, longest"),
            .job(
                "retries: { maximum: 3, backoff: 1, longest: 40d }", "4:16 unknown key “maximum”. Allowed here: max, backoff, longest",
                "4:37 “backoff” takes a duration such as 90s, 10m, 1h30m, 2d or 500ms, not “1”. Add the unit: 1s or 1m",
                "4:49 “longest” is from 0 to 30d, not 40d"),
            .job("retries: { backoff: 2m, longest: 1m }", "4:29 “longest” is shorter than “backoff”"),
            .job("schedule: bad", "4:15 no schedule"),
            .job("environment: [A=1]", "4:18 “environment” takes names with values (name: value), not a list"),
            .job(
                "environment: { 1A: x, A-B: y, OK: [z], N: }",
                "4:20 “1A” cannot be a variable's name: letters, digits and _, not beginning with a digit",
                "4:27 “A-B” cannot be a variable's name: letters, digits and _, not beginning with a digit",
                "4:39 “OK” takes text, not a list; an empty text is written \"\"",
                "4:47 “N” takes text, not nothing; an empty text is written \"\""),
            .job(
                "environment: { BATCH_JOB_ID: 1, BATCH_SIZE: 2 }", "4:20 the variable “BATCH_JOB_ID” is set by yoban and cannot be declared"
            ),
            Mistake(
                "jobs: { a: { command: [/\(String(repeating: "d", count: 500))] } }\n",
                "1:14 the path of the script is too long (at most 500 characters)"),
        ]) func jobs(_ mistake: Mistake) throws
    {
        try mistake.check()
    }

    @Test(
        "parameters",
        arguments: [
            .job("parameters: [month]", "4:17 “parameters” takes names with values (name: value), not a list"),
            .job(
                "parameters: { 月: {}, _a: {} }",
                "4:19 “月” cannot be a parameter's name: 1 to 64 letters, digits and _, beginning with a letter",
                "4:26 “_a” cannot be a parameter's name: 1 to 64 letters, digits and _, beginning with a letter"),
            .job(
                "parameters: { a: text }",
                "4:22 “a” takes keys and values, not “text”. Allowed keys: type, matches, values, min, max, required, default"),
            .job(
                "parameters: { a: { typ: date } }",
                "4:24 unknown key “typ”. Did you mean “type”? Allowed here: type, matches, values, min, max, required, default"),
            .job("parameters: { a: { type: string } }", "4:30 “type” is one of text, integer, choice, date, not “string”"),
            .job(
                "parameters: { a: { matches: '(' } }", "4:33 “matches” is no valid regular expression, or too long (at most 1000 bytes): ("),
            .job(
                "parameters: { a: { type: integer, min: 3, max: 1, values: [1], matches: x } }", "4:39 “min” (3) is larger than “max” (1)",
                "4:55 “values” is for type: choice; this is integer", "4:68 “matches” is for type: text; this is integer"),
            .job("parameters: { a: { type: integer, min: x } }", "4:44 “min” takes a whole number, not “x”"),
            .job(
                "parameters: { a: { type: choice } }", "4:22 type: choice needs the values to choose from, for example values: [full, diff]"
            ),
            .job(
                "parameters: { a: { type: choice, values: [] } }",
                "4:46 type: choice needs the values to choose from, for example values: [full, diff]"),
            .job("parameters: { a: { type: choice, values: [a, a] } }", "4:50 the value “a” is written twice"),
            .job(
                "parameters: { a: { type: choice, values: [a], default: b } }",
                "4:60 the default is not allowed: parameter “a” cannot be “b”; allowed: a"),
            .job(
                "parameters: { a: { type: date, default: 2026-02-30 } }",
                "4:45 the default is not allowed: parameter “a” cannot be “2026-02-30”; allowed: a calendar day such as 2026-02-28"),
            .job(
                "parameters: { a: { required: true, default: x } }",
                "4:24 a parameter with a default is never missing; remove required: true or the default"),
            .job(
                "parameters: { month: {}, Month: {} }",
                "4:30 parameters “month” and “Month” would both become BATCH_PARAM_MONTH; rename one of them"),
            .job("schedule: '@daily'\nparameters: { a: {} }", "4:15 to run on a schedule, parameter “a” needs a default"),
            Mistake(
                "jobs: { a: { command: ['x{m}', '{n}'], parameters: { m: {}, n: { required: false } } } }\n",
                "1:14 parameter “m” cannot choose the program; {m} belongs in an argument",
                "1:14 {n} in the arguments may have no value; give parameter “n” a default or make it required: true"),
        ] as [Mistake]) func parameters(_ mistake: Mistake) throws
    {
        try mistake.check()
    }

    @Test("all mistakes of all files come at once, in the order of the files and lines") func allAtOnce() throws {
        let project = try Project([
            "yoban.yaml": "jobs_from: [b.yaml, a.yaml]\njobs:\n  a: { command: [x], prio: 1 }\n  a: { command: [] }\nlanguage: de\n",
            "b.yaml": "jobs:\n  a: { command: [x] }\n  b: { command: x }\nstore: sqlite:x\n",
            "a.yaml": "b: 1\nb: 2\n",
        ])
        #expect(
            project.problems().map { $0.location.shown(from: project.folder) + " " + String($0.message.en.prefix(40)) } == [
                "yoban.yaml:3:22 unknown key “prio”. Allowed here: name, ",
                "yoban.yaml:4:3 the key “a” is written twice (first on l",
                "yoban.yaml:5:11 “language” is one of ja, en, not “de”",
                "b.yaml:2:3 job “a” is already defined in yoban.yaml",
                "b.yaml:3:17 “command” takes a list, not “x”. Write c",
                "b.yaml:4:1 unknown key “store”. Allowed here: jobs",
                "a.yaml:1:1 unknown key “b”. Allowed here: jobs",
                "a.yaml:2:1 the key “b” is written twice (first on l",
            ])
    }
}
