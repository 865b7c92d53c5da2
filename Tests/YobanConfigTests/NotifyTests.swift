import Testing
import YobanConfig
import YobanCore

@Suite("Whom the catalogue tells") struct NotifyTests {
    @Test("everything that can be said is read; a definition's own list takes the place of the catalogue's")
    func read() throws {
        let project = try Project([
            "yoban.yaml": """
            notify:
              - webhook: { url: "https://Hooks.example.jp/T0/x", secret_file: etc/secret, ca: /etc/ca.pem }
              - name: pager
                on: [missed, too_long]
                webhook: { url: "http://10.0.0.1:9000/", secret_env: PAGER_SECRET, allow_private: true }
            jobs:
              a: { command: [x], too_long: 30m, missed_after: 5m, schedule: 0 2 * * * }
              b: { command: [x], notify: [] }
              c: { command: [x], notify: [{ command: [scripts/tell.py, --all] }, { command: [logger] }] }
            """
        ])
        let catalogue = try project.load().catalogue
        var first = Webhook(url: try WebhookURL(parsing: "https://hooks.example.jp/T0/x"))
        first.secret = .file(project.folder + "/etc/secret")
        first.authorities = "/etc/ca.pem"
        var second = Webhook(url: try WebhookURL(parsing: "http://10.0.0.1:9000/"))
        second.secret = .environment("PAGER_SECRET")
        second.allowsPrivate = true
        #expect(catalogue.notify.map(\.name) == ["hooks.example.jp", "pager"])
        #expect(catalogue.notify.map(\.kinds) == [[.failed, .recovered], [.missed, .tooLong]])
        #expect(catalogue.notify.map(\.channel) == [.webhook(first), .webhook(second)])
        let jobs = catalogue.definitions
        #expect(jobs[0].tooLong == .seconds(1800) && jobs[0].missedAfter == .seconds(300))
        #expect(jobs[1].tooLong == nil && jobs[1].missedAfter == .seconds(600))
        #expect(catalogue.notify(for: jobs[0]) == catalogue.notify && catalogue.notify(for: nil) == catalogue.notify)
        #expect(catalogue.notify(for: jobs[1]).isEmpty)
        let own = catalogue.notify(for: jobs[2])
        #expect(own.map(\.name) == ["tell.py", "logger"])
        #expect(own[0].program(in: catalogue)?.invocation() == ["python3", "-u", project.folder + "/scripts/tell.py", "--all"])
        #expect(own[1].program(in: catalogue)?.invocation() == ["logger"])
        #expect(own[0].location.line == 9)
    }

    @Test("without a word nobody is told")
    func nothing() throws {
        #expect(try Project(["yoban.yaml": "jobs: {}\n"]).load().catalogue.allNoticeRules.isEmpty)
    }

    private static let one =
        "each entry of “notify” has either “webhook” or “command”, for example - webhook: { url: https://hooks.example.jp/yoban }"

    @Test(
        "mistakes",
        arguments: [
            Mistake("notify: [{ on: [failed] }]\n", "1:10 \(one)"),
            Mistake("notify: [{ command: [x], webhook: { url: https://a } }]\n", "1:10 \(one)"),
            Mistake(
                "notify: [{ on: [fail], command: [x] }]\n", "1:17 “on” is one of failed, recovered, too_long, missed, not “fail”"),
            Mistake("notify: [{ on: [], command: [x] }]\n", "1:12 “on” is empty; write for example on: [failed, recovered]"),
            Mistake(
                "notify: [{ command: [x] }, { command: [/bin/x] }]\n",
                "1:28 “notify” has two channels called “x”; give one of them another “name”"),
            Mistake(
                "notify: [{ webhook: { secret_file: a } }]\n",
                "1:21 “webhook” needs a “url”, for example webhook: { url: https://hooks.example.jp/yoban }"),
            Mistake(
                "notify: [{ webhook: { url: 'https://u:hunter2@a/' } }]\n",
                "1:28 “url” cannot hold a user or password; sign with “secret_file” instead"),
            Mistake("notify: [{ webhook: { url: 'gopher://a' } }]\n", "1:28 “url” begins with https:// or http://"),
            Mistake(
                "notify: [{ webhook: { url: 'https://a b' } }]\n",
                "1:28 “url” is no valid address, for example https://hooks.example.jp/yoban (other characters are written as %E5%A4%9C)"),
            Mistake(
                "notify: [{ webhook: { url: 'https://a', secret_file: a, secret_env: B } }]\n",
                "1:57 write either “secret_file” or “secret_env”, not both"),
            Mistake(
                "notify: { command: [x] }\n", "1:9 “notify” takes a list, not a mapping of keys to values"),
            .job(
                "notify: [{ webhok: 1, command: [x] }]",
                "4:16 unknown key “webhok”. Did you mean “webhook”? Allowed here: name, on, webhook, command"),
        ])
    func mistakes(_ mistake: Mistake) throws { try mistake.check() }
}
