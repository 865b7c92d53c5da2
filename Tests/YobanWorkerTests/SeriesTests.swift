import Synchronization
import Testing
import YobanCore
import YobanTestKit
import YobanWorker

private final class Counter: Sendable {
    private let value = Mutex(0)
    var count: Int { value.withLock { $0 } }
    func raise() { value.withLock { $0 += 1 } }
}

@Suite("The series of a run", .timeLimit(.minutes(10)))
struct SeriesTests {
    private func samples(_ store: any JobStore, _ id: JobID) async throws -> [RunSeries.Sample] {
        let attempts = try await store.attempts(of: id).map(\.id)
        return try await store.series(of: attempts).values.first?.samples ?? []
    }

    @Test("is kept while the run goes on, and whole at its end: memory, CPU, processes, progress", arguments: Engine.allCases)
    func whole(_ engine: Engine) async throws {
        try await withPlace { place in
            let store = try await engine.store(in: place)
            // Holds 50 MB from its second second on; burns in a process that is gone at once.
            let job = try place.define(
                "grows",
                """
                echo '::progress 20'
                sleep 1.5
                python3 - <<'END' &
                import time
                held = b"x" * 50_000_000
                open("held", "w").close()
                while True: time.sleep(0.1)
                END
                until [ -e held ]; do sleep 0.01; done
                sh -c 'i=0; while [ $i -lt 300000 ]; do i=$((i+1)); done'
                echo '::progress 60'
                until [ -e go ]; do sleep 0.01; done
                kill $!
                """)
            let id = try await store.add(job)
            try place.start(store)
            try await until { try await samples(store, id).last?.percentage == 60 }
            let early = try await samples(store, id)
            #expect(try await store.status(id) == .running)
            #expect((9000...30_000).contains(early.last?.at ?? 0), "\(early)")
            place.touch("go")
            #expect(try await store.finished(id).status == .completed)
            let all = try await samples(store, id)
            #expect(all.starts(with: early) && (750...5000).contains(all.first?.at ?? 0))
            #expect(all.first?.percentage == 20 && all.last?.percentage == 60)
            #expect((all.first?.memoryBytes ?? .max) < 50_000_000 && all.map(\.memoryBytes).max() ?? 0 > 50_000_000)
            #expect(all.last?.cpuMilliseconds ?? 0 > (all.first?.cpuMilliseconds ?? .max) + 100)
            #expect(all.allSatisfy { $0.processes >= 1 && $0.descriptors >= 3 } && all.map(\.processes).max() ?? 0 >= 2)
            #expect(zip(all, all.dropFirst()).allSatisfy { $0.at < $1.at && $0.cpuMilliseconds <= $1.cpuMilliseconds })
        }
    }

    @Test("goes on when another worker follows the run")
    func adopted() async throws {
        try await withPlace { place in
            let store = MemoryStore()
            let id = try await store.add(place.define("waits", "echo '::progress 5'; until [ -e go ]; do sleep 0.01; done"))
            let first = try place.start(store)
            try await until { try await !samples(store, id).isEmpty }
            await first.stop()
            let before = try await samples(store, id)
            #expect(before.count >= 5)
            try place.start(store)
            try await until { try await samples(store, id).count > before.count }
            place.touch("go")
            _ = try await store.finished(id)
            let all = try await samples(store, id)
            #expect(all.starts(with: before))
            // By the time of the script's start: after all that came before.
            #expect(all[before.count].at > before[before.count - 1].at && all[before.count].percentage == 5)
        }
    }

    @Test("of a job that is over at once costs the store nothing")
    func short() async throws {
        try await withPlace { place in
            let store = TroubledStore(MemoryStore())
            let asked = Counter()
            store.trouble { call in
                if case .series = call { asked.raise() }
                return nil
            }
            let ids = [
                try await store.add(place.define("short", "sleep 0.1")),
                try await store.add(place.define("second", "sleep 1.2; exit 3")),
            ]
            try place.start(store)
            for id in ids { _ = try await store.finished(id) }
            #expect(asked.count == 0)
            for id in ids { #expect(try await samples(store, id).isEmpty) }
        }
    }

    @Test("that the store does not take costs the job nothing")
    func refused() async throws {
        try await withPlace { place in
            let store = TroubledStore(MemoryStore())
            let asked = Counter()
            store.trouble { call in
                guard case .series = call else { return nil }
                asked.raise()
                return .refuses(.unreachable)
            }
            let id = try await store.add(place.define("waits", "until [ -e go ]; do sleep 0.01; done; exit 4"))
            try place.start(store)
            try await until { asked.count > 0 }
            place.touch("go")
            let job = try await store.finished(id)
            #expect(job.status == .failed && job.errorMessage == "終了コード 4")
            #expect(try await samples(store.inner, id).isEmpty)
        }
    }
}
