import Foundation
import Testing
import YobanCore

@testable import YobanAdmin
@testable import YobanOperations

private let berlin = (try? TimeZoneRules(tzif: Array(Data(contentsOf: URL(filePath: "/usr/share/zoneinfo/Europe/Berlin"))))) ?? .utc

@Suite("Pictures", .timeLimit(.minutes(10)))
struct PictureTests {
    private let now = Instant(rfc3339: "2026-11-22T03:00:00+01:00")!
    private var write: Wording { Wording(language: .english, zone: berlin, now: now) }

    private func run(_ id: Int64, _ start: String, minutes: Int64, _ status: JobStatus = .completed) -> Job {
        var job = Job(
            id: JobID(id), key: JobKey("report"), name: "report", scriptPath: "/s", status: status, createdAt: Instant(rfc3339: start)!)
        job.startedAt = job.createdAt
        job.completedAt = job.createdAt + .seconds(minutes * 60)
        job.attemptNumber = 1
        return job
    }

    private func series(_ samples: [(at: Int64, cpu: Int64, memory: Int64, percentage: Int?)]) -> RunSeries {
        var series = RunSeries()
        for one in samples {
            series.add(
                RunSeries.Sample(
                    at: one.at, cpuMilliseconds: one.cpu, memoryBytes: one.memory, processes: 1, descriptors: 4, percentage: one.percentage)
            )
        }
        return series
    }

    @Test("the usual time is the middle of the nights before, by the clock on the wall")
    func usual() throws {
        let night = NightWindow(around: now, in: berlin)
        let jobs = [
            run(4, "2026-11-21T02:10:00+01:00", minutes: 20), run(3, "2026-11-20T02:00:00+01:00", minutes: 10),
            run(2, "2026-11-19T02:05:00+01:00", minutes: 60),
        ]
        let usual = try #require(UsualRun(jobs, in: night))
        #expect(usual.start == Instant(rfc3339: "2026-11-22T02:05:00+01:00"))
        #expect(usual.end == Instant(rfc3339: "2026-11-22T02:30:00+01:00"))
        #expect(UsualRun(Array(jobs.dropLast()), in: night) == nil, "two nights are no habit")
        let twice = jobs + [run(1, "2026-11-20T04:00:00+01:00", minutes: 1)]
        #expect(UsualRun(twice, in: night) == nil, "several runs a night have no one window")
        let failed = jobs.dropLast() + [run(1, "2026-11-19T02:05:00+01:00", minutes: 60, .failed)]
        #expect(UsualRun(Array(failed), in: night) == nil)
    }

    @Test("an end is foreseen by what the job says, else by the runs before; not when it is late already")
    func expectedEnd() {
        var running = run(9, "2026-11-22T02:50:00+01:00", minutes: 0, .running)
        let others = (1...3).map { run($0, "2026-11-2\($0 - 1)T02:00:00+01:00", minutes: 15 + $0) }
        #expect(running.expectedEnd(now: now, others: []) == nil)
        #expect(running.expectedEnd(now: now, others: others) == running.startedAt! + .seconds(17 * 60))
        #expect(running.expectedEnd(now: now + .seconds(3600), others: others) == nil)
        running.progress = Progress(percentage: 50)
        #expect(running.expectedEnd(now: now, others: others) == now + .seconds(600))
    }

    @Test("a run's figures: load between two looks, the peak of memory, its own progress beside earlier ones")
    func series() throws {
        let series = series([(1000, 100, 10_000_000, nil), (2000, 1100, 50_000_000, 20), (4000, 1100, 30_000_000, 60)])
        let earlier = self.series([(1000, 0, 5_000_000, 10), (8000, 0, 90_000_000, 100)])
        let values = try #require(SeriesPictures(series, earlier: [earlier], write)).values
        let pictures = try #require(values["pictures"] as? [[String: Any]])
        #expect(pictures.map { $0["name"] as? String } == ["Progress", "Memory", "CPU (100% is one core)", "Descriptors"])
        #expect(pictures.map { $0["greatest"] as? String } == ["60%", "50.0 MB", "100%", "4"])
        #expect(pictures.map { $0["last"] as? String } == ["60%", "30.0 MB", "0%", "4"])
        #expect(pictures.allSatisfy { $0["span"] as? String == "8s" })
        #expect(pictures[1]["top"] as? String == "90.0 MB", "earlier runs have their place too")
        #expect(pictures[0]["d"] as? String == "M90 80.4L180 49.2")
        #expect((values["rows"] as? [[String: Any]])?.map { $0["load"] as? String } == ["0%", "100%", "0%"])
        #expect(SeriesPictures(self.series([(1000, 0, 0, nil)]), earlier: [], write) == nil, "one look is no picture")
    }

    @Test("a running bar tells in it how far the job is, at most to its end; others have no such strip")
    func progress() throws {
        func bars(_ status: JobStatus, _ percentage: Int?) throws -> String {
            var job = run(1, "2026-11-22T02:30:00+01:00", minutes: 10, status)
            job.progress = Progress(percentage: percentage)
            let window = NightWindow(around: now, in: berlin)
            let night = Night(start: window.start, end: window.end, jobs: [job], planned: [], missed: [], isComplete: true)
            let rows = try #require(GanttPicture(night, usual: [:], closer: window.address(of:), write)?.values["rows"] as? [[String: Any]])
            return try #require(rows.first?["bars"] as? String)
        }
        // Half an hour of fifteen on 746 points.
        let running = try bars(.running, 40)
        #expect(running.contains("width=\"24.9\"") && running.contains("class=\"done\"") && running.contains("width=\"9.9\""), "\(running)")
        #expect(running.contains(", 40%"))
        let beyond = try bars(.running, 250)
        #expect(beyond.contains("width=\"24.9\" height=\"5\"") && beyond.contains(", 100%"))
        #expect(try !bars(.running, nil).contains("done") && !bars(.completed, 40).contains("done"))
    }

    @Test("hours lead closer, down to minutes, each to the time until the next")
    func hours() throws {
        let window = NightWindow(around: now, in: berlin)
        func hours(_ start: Instant, _ end: Instant) throws -> [(String?, String?)] {
            let job = run(1, "2026-11-22T02:30:00+01:00", minutes: 10)
            let night = Night(start: start, end: end, jobs: [job], planned: [], missed: [], isComplete: true)
            let values = try #require(GanttPicture(night, usual: [:], closer: window.address(of:), write)?.values)
            return try #require(values["hours"] as? [[String: Any]]).map {
                ($0["label"] as? String, ($0["closer"] as? [String: Any])?["text"] as? String)
            }
        }
        func at(_ clock: String) -> Instant { Instant(rfc3339: "2026-11-22T\(clock):00+01:00")! }
        let night = try hours(window.start, window.end)
        #expect(night.map(\.0) == ["18:00", "21:00", "00:00", "03:00", "06:00", "09:00"])
        #expect(night.map(\.1) == ["18:00 – 21:00", "21:00 – 00:00", "00:00 – 03:00", "03:00 – 06:00", "06:00 – 09:00", nil])
        #expect(try hours(at("00:00"), at("03:00")).map(\.1).last(where: { $0 != nil }) == "02:30 – 03:00")
        #expect(try hours(at("02:30"), at("03:00")).map(\.1).first == "02:30 – 02:35")
        #expect(try hours(at("02:30"), at("02:35")).map(\.0) == ["02:30", "02:31", "02:32", "02:33", "02:34", "02:35"])
        #expect(try hours(at("02:30"), at("02:35")).allSatisfy { $0.1 == nil })
        #expect(try hours(at("02:00"), at("02:50")).map(\.1) == ["02:00 – 02:30", "02:30 – 02:50"])
        let closer = window.address(of: at("02:30")..<at("03:00"))
        #expect(closer == "/?night=2026-11-21&from=2026-11-22T01:30:00Z&to=2026-11-22T02:00:00Z")
    }

    @Test("attempts stand one below the other, with the waits between them")
    func attempts() throws {
        var job = run(7, "2026-11-22T02:00:00+01:00", minutes: 40)
        job.attemptNumber = 2
        func attempt(_ number: Int, _ from: Int64, _ to: Int64, _ reason: Reason) -> Attempt {
            var attempt = Attempt(
                id: AttemptID("7-\(number)-x"), job: job.id, number: number, state: .ended, worker: WorkerID("w"), host: "h",
                claimedAt: job.createdAt + .seconds(from * 60))
            attempt.startedAt = attempt.claimedAt
            attempt.endedAt = job.createdAt + .seconds(to * 60)
            attempt.outcome = AttemptOutcome(reason: reason)
            return attempt
        }
        let values = try #require(AttemptsPicture(job, [attempt(1, 10, 20, .exit), attempt(2, 30, 40, .ok)], write)).values
        let bars = try #require(values["rows"] as? [[String: Any]]).map { $0["bars"] as? [[String: Any]] ?? [] }
        #expect(bars.map { $0.map { $0["class"] as? String } } == [["waiting", "failed"], ["waiting", "completed"]])
        #expect(bars.joined().map { $0["x"] as? String } == ["34", "204.5", "375", "545.5"])
        #expect(AttemptsPicture(job, [], write) == nil)
    }

    @Test("the calendar counts by the clock on the wall, also where it is set back, and leaves out what is steady")
    func calendar() throws {
        func schedule(_ key: String, _ cron: String) throws -> Schedule {
            let definition = JobDefinition(
                key: JobKey(key)!, name: key, command: ["/s"], workingDirectory: "/", location: Location(file: "/srv/yoban.yaml"))
            return Schedule(definition: definition, cron: try CronExpression(cron))
        }
        let all = [try schedule("a", "30 1 * * *"), try schedule("b", "0 * * * *"), try schedule("c", "* * * * *")]
        // On 2026-10-25 clocks show the hour from 2 to 3 twice.
        let values = LoadCalendar(all, from: CivilDate(year: 2026, month: 10, day: 24)!, write).values
        let days = try #require(values["days"] as? [[String: Any]])
        #expect(days.map { $0["date"] as? String }.prefix(2) == ["2026-10-24", "2026-10-25"])
        #expect(days.map { $0["weekday"] as? String }.prefix(2) == ["Sat", "Sun"])
        let first = try #require(days[0]["cells"] as? [[String: Any]])
        #expect(first.count == 24 && first[1]["count"] as? String == "2" && first[1]["level"] as? Int == 4)
        #expect(days[0]["total"] as? Int == 25)
        #expect(values["steady"] as? [String] == ["c"])
    }
}
