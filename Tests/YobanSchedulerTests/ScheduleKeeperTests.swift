import Synchronization
import Testing
import YobanCore
import YobanTestKit

@testable import YobanScheduler

@Suite("Schedules become jobs")
struct ScheduleKeeperTests {
    /// 2026-01-01T00:00:00Z is `.at(0)`.
    private static let hour = 3600.0

    private final class Scene: Sendable {
        let store = MemoryStore()
        let clock = ManualClock(.at(0))
        let fired = Mutex<[Instant]>([])
        let failures = Mutex(0)
        let definitions = Mutex<[JobDefinition]>([])

        init(_ schedules: String...) {
            definitions.withLock { $0 = schedules.enumerated().map { Scene.definition("job-\($0)", $1) } }
        }

        static func definition(_ key: String, _ schedule: String?) -> JobDefinition {
            var definition = JobDefinition(
                key: JobKey(key)!, name: key, command: ["/bin/true"], workingDirectory: "/", location: Location(file: "/yoban.yaml"))
            definition.schedule = schedule
            definition.priority = 4
            return definition
        }

        func keeper(_ store: (any JobStore)? = nil, zone: TimeZoneRules = .utc) -> ScheduleKeeper {
            ScheduleKeeper(
                store: store ?? self.store,
                catalogue: { Catalogue(file: "/yoban.yaml", ownerUID: 0, definitions: self.definitions.withLock { $0 }) }, zone: zone,
                now: clock.now, fired: { _, planned, _ in self.fired.withLock { $0.append(planned) } },
                failed: { _, _ in self.failures.withLock { $0 += 1 } })
        }

        var plannedInstants: [Instant] { fired.withLock { $0 } }
        func jobs() async throws -> [Job] { try await store.jobs(JobFilter()).reversed() }
    }

    @Test("an instant is fired once, also by two keepers")
    func twoKeepers() async throws {
        let scene = Scene("0 2 * * *")
        let keepers = [scene.keeper(), scene.keeper()]
        for keeper in keepers { _ = await keeper.step() }
        scene.clock.set(.at(2 * Self.hour - 0.001))
        for keeper in keepers { _ = await keeper.step() }
        #expect(scene.plannedInstants.isEmpty, "not a moment too soon")
        scene.clock.set(.at(2 * Self.hour))
        await withTaskGroup(of: Void.self) { group in
            for keeper in keepers + keepers { group.addTask { _ = await keeper.step() } }
        }
        #expect(scene.plannedInstants == [.at(2 * Self.hour)])
        let jobs = try await scene.jobs()
        #expect(jobs.count == 1 && jobs[0].submittedBy == "schedule" && jobs[0].priority == 4)
        #expect(jobs[0].uniqueKey.flatMap(PlannedKey.init)?.planned == .at(2 * Self.hour))
    }

    @Test("what was missed is caught up by one job, for the latest instant")
    func catchUp() async throws {
        let scene = Scene("0 * * * *")
        _ = await scene.keeper().step()
        scene.clock.set(.at(5.5 * Self.hour))
        for _ in 0..<3 { _ = await scene.keeper().step() }
        #expect(scene.plannedInstants == [.at(5 * Self.hour)])
        scene.clock.set(.at(6 * Self.hour))
        _ = await scene.keeper().step()
        #expect(scene.plannedInstants == [.at(5 * Self.hour), .at(6 * Self.hour)])
    }

    @Test("a schedule that is new or changed never fires for the past")
    func newAndChanged() async throws {
        let scene = Scene("0 2 * * *")
        scene.clock.set(.at(3 * Self.hour))
        _ = await scene.keeper().step()
        #expect(scene.plannedInstants.isEmpty)
        scene.clock.set(.at(10 * Self.hour))
        scene.definitions.withLock { $0[0].schedule = "0 9 * * *" }
        _ = await scene.keeper().step()
        #expect(scene.plannedInstants.isEmpty)
        scene.clock.set(.at(33 * Self.hour))
        _ = await scene.keeper().step()
        #expect(scene.plannedInstants == [.at(33 * Self.hour)])
    }

    @Test("a schedule that was taken out and put back unchanged is caught up at most once")
    func putBack() async throws {
        let scene = Scene("0 * * * *")
        _ = await scene.keeper().step()
        scene.definitions.withLock { $0[0].schedule = nil }
        scene.clock.set(.at(9.2 * Self.hour))
        _ = await scene.keeper().step()
        #expect(scene.plannedInstants.isEmpty)
        scene.definitions.withLock { $0[0].schedule = "0 * * * *" }
        for _ in 0..<2 { _ = await scene.keeper().step() }
        #expect(scene.plannedInstants == [.at(9 * Self.hour)])
    }

    @Test("a clock that is set back does not fire again, one that is set on fires the latest")
    func clockJumps() async throws {
        let scene = Scene("*/30 * * * *")
        let keeper = scene.keeper()
        _ = await keeper.step()
        for hours in [0.5, 0.4, 0.5, 0.1, 0.55, 1.0, 0.9, 4.0, 1.0, 2.0, 4.2] {
            scene.clock.set(.at(hours * Self.hour))
            _ = await keeper.step()
        }
        #expect(scene.plannedInstants == [0.5, 1.0, 4.0].map { .at($0 * Self.hour) })
        #expect(try await scene.jobs().count == 3)
    }

    // 2026-03-28 and 2026-10-24, 00:00 UTC: the nights after have 23 and 25 hours in Berlin.
    @Test(
        "a named hour is fired once in the night in which it is skipped, and in the one in which it comes twice",
        arguments: [Instant(milliseconds: 1_774_656_000_000), Instant(milliseconds: 1_792_800_000_000)])
    func daylightSaving(_ start: Instant) async throws {
        let scene = Scene("30 2 * * *")
        let keeper = scene.keeper(zone: try ZoneFile.rules("Europe/Berlin"))
        for quarter in 0...(3 * 96) {
            scene.clock.set(start + .seconds(quarter * 900))
            _ = await keeper.step()
        }
        #expect(scene.plannedInstants.count == 3)
    }

    @Test("it sleeps until the next instant, and never longer than it takes to notice a new clock or catalogue")
    func waits() async throws {
        let scene = Scene("0 2 * * *")
        #expect(await scene.keeper().step() == ScheduleKeeper.interval)
        scene.clock.set(.at(2 * Self.hour - 1.5))
        #expect(await scene.keeper().step() == .milliseconds(1500))
        scene.definitions.withLock { $0 = [] }
        #expect(await scene.keeper().step() == ScheduleKeeper.interval)
        #expect(ScheduleKeeper.interval <= .seconds(5))
    }

    @Test("a store that fails is told once for each step, keeps nobody waiting, and nothing is lost")
    func storeAway() async throws {
        let scene = Scene("0 1 * * *", "0 1 * * *")
        _ = await scene.keeper().step()
        scene.clock.set(.at(Self.hour))
        let broken = RefusingStore(scene.store, key: JobKey("job-0")!)
        #expect(await scene.keeper(broken).step() <= ScheduleKeeper.interval)
        #expect(scene.failures.withLock { $0 } == 1)
        #expect(try await scene.jobs().map(\.name) == ["job-1"])
        _ = await scene.keeper().step()
        #expect(try await scene.jobs().map(\.name) == ["job-1", "job-0"])
    }
}
