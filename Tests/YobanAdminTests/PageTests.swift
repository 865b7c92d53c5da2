import Foundation
import Testing
import YobanCore
import YobanOperations
import YobanTestKit

@testable import YobanAdmin

// Every machine that runs these tests has it.
private let tokyo = (try? TimeZoneRules(tzif: Array(Data(contentsOf: URL(filePath: "/usr/share/zoneinfo/Asia/Tokyo"))))) ?? .utc

@Suite("Pages and what is typed into them", .timeLimit(.minutes(10)))
struct PageTests {
    private let now = Instant(rfc3339: "2026-11-22T03:00:00+09:00")!

    @Test("every text of every page stands in both languages, and is not only copied")
    func translated() throws {
        let pages = Assets.all.filter { $0.key.hasSuffix(".mustache") }
        #expect(pages.count > 10)
        for (name, asset) in pages {
            let japanese = try Templates.choosing(.japanese, in: asset.text, of: name)
            let english = try Templates.choosing(.english, in: asset.text, of: name)
            #expect(asset.text.contains("[[") == (japanese != english), "\(name)")
            // What is neither marked nor a value is in no language: only the name of the product is.
            let bare = english.replacingOccurrences(of: "夜番", with: "").replacingOccurrences(of: "日本語", with: "")
            #expect(!bare.unicodeScalars.contains { (0x3040...0x9FFF).contains($0.value) }, "\(name) has Japanese text that is not marked")
        }
    }

    @Test("a text that is not in both languages is refused", arguments: ["[[ジョブ]]", "[[|Jobs]]", "[[ジョブ|]]", "[[a|b|c]]", "[[open"])
    func untranslated(_ text: String) {
        #expect(throws: Templates.Untranslated.self) { try Templates.choosing(.english, in: text, of: "p") }
    }

    @Test("styles and scripts together are small, and nothing in them comes from elsewhere")
    func small() {
        let own = Assets.all.filter { $0.key.hasSuffix(".css") || $0.key.hasSuffix(".js") }
        #expect(own.values.reduce(0) { $0 + $1.bytes.count } < 60_000)
        for (name, asset) in Assets.all where !name.hasSuffix(".svg") {
            #expect(!asset.text.contains("http://") && !asset.text.contains("https://"), "\(name)")
            #expect(!asset.text.contains(" style=") && !asset.text.contains(" onclick="), "\(name)")
        }
    }

    @Test("what is typed above the list becomes a filter")
    func search() {
        let search = JobSearch(parsing: "key:sync-* status:failed,stopped since:2h #1287 1290", zone: tokyo, now: now)
        #expect(search.filter.keyGlob == "sync-*" && search.filter.statuses == [.failed, .stopped])
        #expect(search.filter.since == now - .seconds(7200) && search.filter.ids == [JobID(1287), JobID(1290)])
        #expect(search.objections.isEmpty)
        #expect(JobSearch(parsing: "profit", zone: tokyo, now: now).filter.keyGlob == "*profit*")
        #expect(JobSearch(parsing: "  ", zone: tokyo, now: now).filter == JobFilter())
    }

    @Test(
        "words that are not understood are told, in both languages",
        arguments: ["status:broken", "since:yesterday", "host:a", ":", "since:2026-02-30"])
    func misunderstood(_ text: String) {
        let search = JobSearch(parsing: text, zone: tokyo, now: now)
        #expect(search.objections.count <= 1)
        if text != ":" { #expect(search.objections.allSatisfy { $0.ja != $0.en } && !search.objections.isEmpty) }
    }

    @Test("what no index knows is looked at job by job: how long it took, and words in what it says of itself")
    func sieve() {
        func search(_ text: String) -> JobSieve { JobSearch(parsing: text, zone: tokyo, now: now).sieve }
        var job = Job(
            id: JobID(1), key: JobKey("sync-all"), name: "Sync 同期", scriptPath: "/x", status: .failed, createdAt: now - .seconds(900))
        job.startedAt = now - .seconds(800)
        job.completedAt = now - .seconds(200)
        job.errorMessage = "Timeout: 接続できません"
        job.parameters = ["month": "2026-10"]
        for text in [
            "took:>9m", "took:<11m", "took:>599s took:<601s", "text:timeout", "text:TIMEOUT", "text:接続", "text:同期 text:2026-10",
            "text:MONTH=", "text:sync-",
        ] {
            #expect(search(text).admits(job, now: now) && !search(text).isEmpty, "\(text)")
        }
        for text in ["took:>10m", "took:<10m", "took:>1d", "text:none", "text:timeout text:none", "text:sync took:<1s"] {
            #expect(!search(text).admits(job, now: now), "\(text)")
        }
        // What runs has taken what it took until now; what never ran took nothing.
        job.status = .running
        #expect(search("took:>13m").admits(job, now: now))
        job.status = .pending
        job.startedAt = nil
        #expect(!search("took:<10m").admits(job, now: now) && search("text:sync").admits(job, now: now))
        #expect(JobSearch(parsing: "key:a status:failed 12", zone: tokyo, now: now).sieve.isEmpty)
    }

    @Test(
        "a length of time that can't be read is told",
        arguments: ["took:10m", "took:>m", "took:>10", "took:>-1m", "took:>1w", "took:>999999999d", "took:"])
    func lengths(_ text: String) {
        let search = JobSearch(parsing: text, zone: tokyo, now: now)
        #expect(search.sieve.isEmpty && (text == "took:" || search.objections.count == 1))
    }

    @Test("a search that looks at jobs one by one looks at so many at most, and goes on from there")
    func searched() async throws {
        let store = MemoryStore()
        let operations = Operations(
            store: store, catalogue: Catalogue(file: "/y", ownerUID: 0, definitions: []), principal: .local("root"), now: { [now] in now },
            isThere: { _ in true }
        ) { _, _ in }
        var jobs = (1...SearchedJobs.most + 20).map { NewJob(key: nil, name: "number \($0)", scriptPath: "/x") }
        jobs[9].name = "the one"
        for start in stride(from: 0, to: jobs.count, by: 500) {
            _ = try await store.enqueue(Array(jobs[start..<min(start + 500, jobs.count)]), by: Author(name: "test"), now: now)
        }
        var sieve = JobSieve()
        sieve.add(text: "The One")
        var filter = JobFilter()
        let first = try await SearchedJobs(filter, sieve, wanted: 51, operations)
        #expect(first.jobs.isEmpty && first.count == SearchedJobs.most && first.end?.id == JobID(21))
        filter.before = first.end?.id
        let second = try await SearchedJobs(filter, sieve, wanted: 51, operations)
        #expect(second.jobs.map(\.id) == [JobID(10)] && second.count == 20 && second.end == nil)
    }

    @Test(
        "times are those of the wall clock there",
        arguments: [
            ("02:30", "2026-11-22T02:30:00+09:00"), ("18:00", "2026-11-21T18:00:00+09:00"), ("2026-11-20", "2026-11-20T00:00:00+09:00"),
            ("2026-11-20T18:30", "2026-11-20T18:30:00+09:00"), ("90m", "2026-11-22T01:30:00+09:00"), ("3d", "2026-11-19T03:00:00+09:00"),
        ])
    func since(_ text: String, _ expected: String) {
        #expect(JobSearch.instant(text, zone: tokyo, now: now) == Instant(rfc3339: expected))
    }

    @Test("a night begins at six in the evening and is the last one until the next begins")
    func night() {
        let window = NightWindow(around: now, in: tokyo)
        #expect(window.date.text == "2026-11-21" && window.start == Instant(rfc3339: "2026-11-21T18:00:00+09:00"))
        #expect(window.end == Instant(rfc3339: "2026-11-22T09:00:00+09:00"))
        #expect(NightWindow(around: Instant(rfc3339: "2026-11-22T18:00:00+09:00")!, in: tokyo).date.text == "2026-11-22")
        #expect(NightWindow(around: Instant(rfc3339: "2026-11-22T17:59:59+09:00")!, in: tokyo).date.text == "2026-11-21")
    }

    @Test("nights and days follow one another, also where the clocks change")
    func days() throws {
        let night = NightWindow(around: now, in: tokyo)
        #expect(night.next.address == "/?day=2026-11-22" && night.previous.address == "/?day=2026-11-21")
        #expect(night.next.next.address == "/?night=2026-11-22" && night.next.previous.address == "/?night=2026-11-21")
        #expect(night.next.start == night.end && night.previous.end == night.start && night.next.moved(by: 1).address == "/?day=2026-11-23")
        #expect(night.contains(night.start) && !night.contains(night.end))
        let berlin = try TimeZoneRules(tzif: Array(Data(contentsOf: URL(filePath: "/usr/share/zoneinfo/Europe/Berlin"))))
        let long = NightWindow(try #require(WallClock.date("2026-10-24")), in: berlin)
        #expect(long.end - long.start == .seconds(16 * 3600) && long.next.start == long.end)
    }

    @Test("a form is read as browsers send it")
    func form() {
        let form = Form(parsing: Array("name=%E4%BD%90%E8%97%A4+%26&empty=&id=1&id=2&broken=%zz&=x".utf8))
        #expect(form["name"] == "佐藤 &" && form["empty"] == nil && form.has("empty") && form.all("id") == ["1", "2"])
        #expect(form["broken"] == "%zz" && form["none"] == nil)
    }

    @Test("nobody is led away from here", arguments: ["//evil", "https://evil", "/\\evil", "evil", "", "/a b", "/a\r\nX: y"])
    func foreign(_ path: String) { #expect(Screen.path(path) == nil) }

    @Test("an address of ours is kept") func own() { #expect(Screen.path("/jobs?q=a%20b") == "/jobs?q=a%20b") }

    @Test("times are short, with the day where it is another one")
    func clock() {
        let write = Wording(language: .english, zone: tokyo, now: now)
        #expect(write.clock(now) == "03:00" && write.clock(now - .seconds(7 * 3600)) == "11-21 20:00")
        #expect(write.clock(Instant(rfc3339: "2025-01-02T03:04:05+09:00")!) == "2025-01-02 03:04")
        #expect(write.count(100, cappedAt: 100) == "100" && write.count(101, cappedAt: 100) == "100+")
    }
}
