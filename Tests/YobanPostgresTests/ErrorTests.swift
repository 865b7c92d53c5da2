import Foundation
import Testing
import YobanCore
import YobanRows
import YobanTestKit

@testable import YobanPostgres

@Suite("Trouble at the door", .serialized, .timeLimit(.minutes(10)))
struct ErrorTests {
    @Test("a wrong or missing password is told, and the right one is read from its file at each connection")
    func password() async throws {
        let scratch = try await Scratch().migrated()
        let others = try scratch.foreign()
        let user = "locked"
        try await others.execute(
            """
            SET password_encryption = 'scram-sha-256';
            DO $$ BEGIN CREATE ROLE locked LOGIN SUPERUSER PASSWORD '夜番 secret'; EXCEPTION WHEN duplicate_object THEN END $$
            """)
        let file = NSTemporaryDirectory() + UUID().uuidString
        defer { try? FileManager.default.removeItem(atPath: file) }
        let address = scratch.server.address("postgres", user: user, "schema=\(scratch.schema)&password-file=\(file)")
        try Data("wrong\n".utf8).write(to: URL(filePath: file))
        try await fails(.denied, address, "28P01", says: "refused the login")
        try Data("夜番 secret\n".utf8).write(to: URL(filePath: file))
        await (try PostgresStore.open(address)).close()
        let without = scratch.server.address("postgres", user: user, "passfile=/no/such/file")
        try await fails(.denied, without, "", says: "asks for a password")
        try await fails(.unreachable, address + ".gone", "", says: "password file")
    }

    @Test("a database that is not there, one in another encoding, and a schema that is not there are told")
    func wrongPlace() async throws {
        let server = try PrivatePostgres.shared()
        try await fails(.unreachable, server.address("nowhere"), "3D000", says: "no database")
        try await fails(.notAStore, server.address("postgres", "schema=nowhere"), "3F000", says: "?schema=")
        let session = try server.session()
        for encoding in ["LATIN1", "SQL_ASCII"] {
            let name = "other_" + UUID().uuidString.prefix(8).lowercased()
            try session.execute("CREATE DATABASE \(name) ENCODING '\(encoding)' LC_COLLATE 'C' LC_CTYPE 'C' TEMPLATE template0")
            try await fails(.notAStore, server.address(name), "", says: encoding)
            let error = await #expect(throws: StoreError.self) { try await PostgresStore.migrate(server.address(name), dryRun: false) }
            #expect(error?.code == .notAStore)
            try session.execute("DROP DATABASE \(name)")
        }
    }

    @Test("a right that is missing is told with its GRANT", arguments: ["", "GRANT USAGE ON SCHEMA :s TO weak"])
    func rights(_ grant: String) async throws {
        let scratch = try await Scratch().migrated()
        let others = try scratch.foreign()
        try await others.execute("DO $$ BEGIN CREATE ROLE weak LOGIN; EXCEPTION WHEN duplicate_object OR unique_violation THEN END $$")
        try await others.execute(grant.replacing(":s", with: scratch.schema))
        let address = scratch.server.address("postgres", user: "weak", "schema=\(scratch.schema)")
        try await fails(.denied, address, grant.isEmpty ? "42501" : "42501 permission denied for table", says: "GRANT SELECT")
        // And all that is named there is enough.
        try await others.execute(
            """
            GRANT USAGE ON SCHEMA \(scratch.schema) TO weak;
            GRANT SELECT, INSERT, UPDATE, DELETE ON batch_job_queue, attempt, worker, schedule, schema_version, concurrency_lock, log_chunk,
                access_token, audit, idempotent_request, notice, notice_mark, queue_pause, screen_user, sign_in_link,
                screen_session TO weak
            """)
        let store = try await PostgresStore.open(address)
        var job = NewJob(key: nil, name: "a", scriptPath: "/s")
        job.concurrency = ConcurrencyKey(name: "db")
        _ = try await store.enqueue([job, job], now: .at(0))
        let tokens = [ClaimToken("t1"), ClaimToken("t2")]
        let claims = try await store.claim(tokens, queues: ["default"], by: WorkerID("w"), on: "h", now: .at(1))
        #expect(claims.count == 1)
        try await store.keepLog([LogPiece(job: claims[0].job.id, attempt: 1, offset: 0, bytes: [0, 255], marks: "2:1:0")])
        #expect(try await store.release(claims[0], to: nil, now: .at(2)) == .held)
        #expect(try await store.promote(now: .at(3)) == Promotion(promoted: 0, nextDue: nil))
        let token = NewAccessToken(name: "deploy", hash: "h", scopes: [.admin], createdBy: "weak")
        #expect(try await store.addToken(token, by: Author(name: "weak"), now: .at(3)) != nil)
        #expect(try await store.begin(IdempotentRequest(sender: "s", key: "k", hash: "h"), now: .at(3)) == .new)
        let author = Author(name: "weak")
        let user = try #require(try await store.addUser(NewUser(name: "a", role: .admin, createdBy: "weak"), by: author, now: .at(3)))
        let link = NewSignInLink(hash: "h", user: user.id, expiresAt: .at(9), createdBy: "weak")
        #expect(try await store.addSignInLink(link, by: author, now: .at(3)))
        let new = NewUserSession(hash: "s", address: nil, agent: "", expiresAt: .at(9))
        let session = try #require(try await store.signIn(link: "h", new, now: .at(3)))
        #expect(try await store.endSession(session.id, by: author, now: .at(3)))
        #expect(try await store.changeUser(user.id, role: .viewer, isDisabled: true, by: author, now: .at(3)))
        #expect(try await store.prune(finishedBefore: .at(4), limit: 9) == 0)
        #expect(try await store.audit(AuditFilter()).isEmpty)
        #expect(try await store.pause(queue: "night", reason: "", by: Author(name: "weak"), now: .at(5)))
        #expect(try await store.resume(queue: "night", by: Author(name: "weak"), now: .at(6)))
        await store.close()
    }

    @Test("a server where nobody listens is told")
    func refused() async throws {
        try await fails(.unreachable, "postgres://yoban@/x?host=/tmp", "", says: "no server listens")
        try await fails(.unreachable, "postgres://yoban@127.0.0.1:1/x", "", says: "no server listens")
    }

    @Test("a read-only server can be read, and a write is told so")
    func readOnly() async throws {
        let scratch = try await Scratch().migrated()
        let others = try scratch.foreign()
        try await others.execute(
            """
            DO $$ BEGIN CREATE ROLE reader LOGIN SUPERUSER; EXCEPTION WHEN duplicate_object THEN END $$;
            ALTER ROLE reader SET default_transaction_read_only = on
            """)
        let store = try await PostgresStore.open(scratch.server.address("postgres", user: "reader", "schema=\(scratch.schema)"))
        #expect(try await store.jobs(JobFilter()).isEmpty)
        let error = await #expect(throws: StoreError.self) {
            try await store.enqueue([NewJob(key: nil, name: "a", scriptPath: "/s")], now: .at(0))
        }
        #expect(error?.code == .readOnly)
        await store.close()
    }

    @Test(
        "a store whose tables were made by half is refused when it is opened, and what is missing is told",
        arguments: [
            ("DROP TABLE log_chunk", "log_chunk"), ("DROP TABLE concurrency_lock", "concurrency_lock"),
            ("ALTER TABLE batch_job_queue DROP COLUMN concurrency_limit", "concurrency_limit"),
            ("ALTER TABLE worker DROP COLUMN lease_ms", "lease_ms"),
        ])
    func half(_ damage: String, _ name: String) async throws {
        let scratch = try await Scratch().migrated()
        try await scratch.foreign().execute(damage)
        let error = await #expect(throws: StoreError.self) { try await scratch.open() }
        #expect(error?.code == .notAStore && error?.cause.contains(name) == true, "\(String(describing: error))")
    }

    @Test("a database whose clock is hours away changes nothing but what it writes itself", arguments: ["-9 hours", "9 hours"])
    func clock(_ away: String) async throws {
        let scratch = try await Scratch().migrated()
        let others = try scratch.foreign()
        // Everything that the server's own clock has a part in: the time of creation of a plain INSERT.
        try await others.execute("ALTER TABLE batch_job_queue ALTER COLUMN created_at SET DEFAULT now() + interval '\(away)'")
        let id = try await others.insert(name: "a", script: "/s", priority: 0)
        let store = try await scratch.open()
        let claim = try #require(
            try await store.claim([ClaimToken("t")], queues: ["default"], by: WorkerID("w"), on: "h", now: .at(1)).first)
        #expect(claim.job.id == id && claim.job.startedAt == .at(1))
        let outcome = AttemptOutcome(reason: .exit, exitCode: 1)
        #expect(try await store.settle(Settlement(claim: claim, outcome: outcome, verdict: .retry(at: .at(9)), endedAt: .at(2))) == .held)
        #expect(try await store.promote(now: .at(8)) == Promotion(promoted: 0, nextDue: .at(9)))
        #expect(try await store.promote(now: .at(9)) == Promotion(promoted: 1, nextDue: nil))
        #expect(try await store.requestStop(id, now: .at(10)) == .stoppedBeforeStart)
        #expect(try await store.prune(finishedBefore: .at(10), limit: 9) == 0)
        #expect(try await store.prune(finishedBefore: .at(11), limit: 9) == 1)
    }

    @Test("a hot standby can be read, and a write or a migration is told that the primary is needed")
    func standby() async throws {
        let primary = try PrivatePostgres()
        let scratch = try await Scratch(primary).migrated()
        let id = try await scratch.foreign().insert(name: "a", script: "/s", priority: 0)
        let standby = try PrivatePostgres(
            preparation: "rm -r data; $as \"$2/pg_basebackup\" -h \(primary.folder) -U postgres -D data -R --no-sync -c fast")
        let address = standby.address("postgres", "schema=\(scratch.schema)")
        let store = try await PostgresStore.open(address, patience: .seconds(4))
        #expect(try await store.job(id)?.name == "a")
        let claiming = await #expect(throws: StoreError.self) {
            try await store.claim([ClaimToken("t")], queues: ["default"], by: WorkerID("w"), on: "h", now: .at(1))
        }
        #expect(claiming?.code == .readOnly && claiming?.why?.en.contains("primary") == true, "\(String(describing: claiming))")
        let other = standby.address("postgres", "schema=public")
        let migrating = await #expect(throws: StoreError.self) { try await PostgresStore.migrate(other, dryRun: false) }
        #expect(migrating?.code == .readOnly, "\(String(describing: migrating))")
        await store.close()
        standby.stop()
    }

    @Test("texts and numbers that can't be kept are refused, and the store goes on")
    func refusedValues() async throws {
        let scratch = try await Scratch().migrated()
        let store = try await scratch.open()
        var nul = NewJob(key: nil, name: "a\0b", scriptPath: "/s")
        var urgent = NewJob(key: nil, name: "a", scriptPath: "/s")
        urgent.priority = .max
        var long = NewJob(key: nil, name: "a", scriptPath: "/s")
        // Random, since the server would press it together.
        long.uniqueKey = (0..<20_000).map { _ in String(UInt32.random(in: 0...9)) }.joined()
        for job in [nul, urgent, long] {
            let error = await #expect(throws: StoreError.self) { try await store.enqueue([job], now: .at(0)) }
            #expect(error?.code == .refused, "\(String(describing: error))")
        }
        nul.name = "plain"
        #expect(try await store.enqueue([nul], now: .at(0)).count == 1)
    }

    @Test("a lock that another program keeps makes the store busy, within its patience")
    func busy() async throws {
        let scratch = try await Scratch().migrated()
        let store = try await scratch.open(patience: .milliseconds(600))
        let others = try scratch.foreign()
        try await others.execute("BEGIN; LOCK TABLE batch_job_queue")
        let error = await #expect(throws: StoreError.self) { try await store.jobs(JobFilter()) }
        #expect(error?.code == .busy && error?.cause.hasPrefix("55P03") == true, "\(String(describing: error))")
        try await others.execute("ROLLBACK")
        #expect(try await store.jobs(JobFilter()).isEmpty)
    }

    @Test(
        "the server's codes are told by ours",
        arguments: [
            ("40001", .busy), ("40P01", .busy), ("55P03", .busy), ("57014", .busy), ("53300", .busy), ("53200", .busy), ("53100", .full),
            ("25006", .readOnly), ("28P01", .denied), ("28000", .denied), ("3D000", .unreachable), ("42501", .denied),
            ("57P01", .unreachable), ("08006", .unreachable), ("42P01", .notAStore), ("42P07", .notAStore), ("22001", .refused),
            ("22021", .refused), ("23514", .refused), ("54000", .refused), ("XX001", .corrupt), ("42601", .unexpected),
        ] as [(String, StoreError.Code)])
    func codes(_ state: String, _ code: StoreError.Code) {
        let error = StoreError(ServerFailure(state: state, message: "m"), doing: .claim, server: "postgres://h/d")
        #expect(error.code == code && error.cause == "\(state) m")
        #expect(error.why.map { $0.ja != $0.en && !$0.ja.isEmpty && !$0.en.isEmpty } == true)
    }

    @Test(
        "what libpq says of a connection is understood",
        arguments: [
            ("could not translate host name \"x\" to address: Name or service not known", .unknownHost),
            ("connection to server at \"h\" (10.0.0.1), port 5432 failed: FATAL:  28P01: password authentication failed", .state("28P01")),
            ("connection to server on socket \"/x\" failed: No such file or directory", .refused),
            ("connection to server at \"h\", port 5432 failed: SSL error: certificate verify failed", .certificate),
            ("connection to server at \"h\", port 5432 failed: server does not support SSL, but SSL was required", .noTLS),
            ("something new", .other),
        ] as [(String, ConnectFailure.Kind)])
    func connecting(_ message: String, _ kind: ConnectFailure.Kind) {
        #expect(ConnectFailure.kind(message, needsPassword: false) == kind)
        let error = StoreError(ConnectFailure(kind: kind, message: message), doing: .openStore("x"), server: "x")
        #expect(error.code == (kind == .state("28P01") ? .denied : .unreachable))
        #expect(StoreError(ConnectFailure(kind: .tooOld("9.6"), message: ""), doing: .claim, server: "x").code == .notAStore)
    }

    private func fails(_ code: StoreError.Code, _ address: String, _ cause: String, says words: String) async throws {
        let error = await #expect(throws: StoreError.self) { try await PostgresStore.open(address, patience: .seconds(4)) }
        #expect(error?.code == code, "\(String(describing: error))")
        #expect(
            error?.why?.en.contains(words) == true && (cause.isEmpty || error?.cause.contains(cause) == true),
            "\(String(describing: error))")
        #expect(error.map { "\($0)".contains("secret") } == false)
    }
}
