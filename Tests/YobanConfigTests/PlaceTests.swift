import Testing
import YobanConfig
import YobanCore

@Suite("Where the queue is kept, and where jobs may run") struct PlaceTests {
    @Test(
        "an address of a database server stays as it was written",
        arguments: [
            "mysql://yoban@db.example/mirai_base", "mariadb://yoban@db.example:3307/mirai_base?password-file=/etc/yoban/password",
            "mysql://yoban@/x?socket=/run/mysqld/mysqld.sock", "postgres://yoban@db.example/mirai_base?sslrootcert=/etc/ca.pem",
            "postgresql:///x?host=/run/postgresql", "postgres://a:1,b:2/x", "postgres://u@[::1]:5432/x",
        ])
    func servers(_ address: String) throws {
        let project = try Project(["yoban.yaml": "store: \(address)\n"])
        #expect(try project.load().settings.store == address)
        #expect(try project.load(.init(store: address)).settings.store == address)
        #expect(try project.load(environment: ["YOBAN_STORE": address]).settings.store == address)
    }

    @Test(
        "a password in the address is refused, and never repeated",
        arguments: [
            "mysql://yoban:hunter2@db/x", "postgres://yoban:hunter2@db/x", "postgres://db/x?user=u&password=hunter2",
            "mysql://yoban:hunter2/@db/x",
        ])
    func password(_ address: String) throws {
        let problems = try Project(["yoban.yaml": "store: \(address)\n"]).problems()
        let text = try #require(problems.first?.message)
        #expect(problems.count == 1 && text.en.contains("password-file=") && text.ja.contains("YOBAN_STORE_PASSWORD"))
        #expect(!text.en.contains("hunter2") && !text.ja.contains("hunter2"))
    }

    private static let names = "1 to 100 letters, digits, -, _ and ., beginning with a letter or digit"
    private static let long = String(repeating: "q", count: 60)

    @Test(
        "mistakes",
        arguments: [
            Mistake("store: mysql:yoban\n", "1:8 “store” names a server and a database: mysql://yoban@db.example/mirai_base"),
            Mistake("store: postgres://db\n", "1:8 “store” names a server and a database: postgres://yoban@db.example/mirai_base"),
            Mistake("store: postgres://db/\n", "1:8 “store” names a server and a database: postgres://yoban@db.example/mirai_base"),
            Mistake("worker: { queues: [] }\n", "1:19 “queues” is empty; write for example queues: [default]"),
            Mistake("worker: { queues: default }\n", "1:19 “queues” takes a list, not “default”. Write queues: [default]"),
            Mistake("worker: { queues: [a, b@c] }\n", "1:23 “queues” cannot be “b@c”: \(names)"),
            Mistake("worker: { labels: [''] }\n", "1:20 “labels” takes text, not “”"),
            Mistake(
                "worker: { queues: [\(long)], labels: [\(long)] }\n",
                "1:83 the names of queue and label together are too long (\(long)@\(long)); at most 100 characters"),
            Mistake("worker: { lease: 5s }\n", "1:18 “lease” is from 10s to 7d, not 5s"),
            Mistake("worker: { lease: 29s }\n", "1:18 “lease” is at least three times “heartbeat” (30s), not 29s"),
            Mistake("worker: { lease: 10m, heartbeat: 4m }\n", "1:18 “lease” is at least three times “heartbeat” (12m), not 10m"),
            Mistake("worker: { log_in_store: 65MB }\n", "1:25 “log_in_store” is from 0 to 64MB, not 65MB"),
            .job("queue: a b", "4:12 “queue” cannot be “a b”: \(names)"),
            .job("runs_on: [gpu]", "4:14 “runs_on” takes text, not a list"),
            .job("concurrency: -x", "4:18 “concurrency” cannot be “-x”: \(names)"),
            .job("concurrency:", "4:17 “concurrency” takes keys and values, not nothing. Allowed keys: key, limit"),
            .job("concurrency: { limit: 2 }", "4:18 “concurrency” needs a “key”, for example concurrency: { key: hubspot, limit: 1 }"),
            .job("concurrency: { key: a, limit: 0 }", "4:35 “limit” is from 1 to 1000, not 0"),
        ])
    func mistakes(_ mistake: Mistake) throws { try mistake.check() }
}
