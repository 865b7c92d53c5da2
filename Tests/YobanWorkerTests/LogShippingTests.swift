import Testing
import YobanCore
import YobanTestKit
import YobanWorker

@Suite("Logs in the store", .timeLimit(.minutes(10)))
struct LogShippingTests {
    /// `seq 1 50000`, 288,894 bytes.
    static let numbers = Array((1...50_000).map { "\($0)\n" }.joined().utf8)

    private func pieces(_ store: any JobStore, _ id: JobID, attempt: Int = 1) async throws -> [LogPiece] {
        try await store.log(of: id, attempt: attempt, from: 0, limit: .max)
    }

    private func text(_ pieces: [LogPiece]) -> String { String(decoding: pieces.flatMap(\.bytes), as: UTF8.self) }

    /// The bytes of one stream; the two come in whatever order the shim reads them.
    private func said(_ stream: Int, in pieces: [LogPiece]) -> [UInt8] {
        pieces.flatMap { piece in
            var start = 0
            return piece.readMarks.flatMap { mark -> [UInt8] in
                defer { start += mark.count }
                return mark.stream == stream ? Array(piece.bytes[start..<start + mark.count]) : []
            }
        }
    }

    @Test("all that a script says is in the store before its end is, with streams and times")
    func complete() async throws {
        try await withPlace { place in
            let store = MemoryStore()
            let id = try await store.add(place.define("job", "seq 1 50000; echo oops >&2; exit 3"))
            let begin = wallClock()
            try place.start(store, isShared: true)
            #expect(try await store.finished(id).reason == .exit)
            // The end of a job waits for its log a moment only, and this machine may be busy.
            try await until { try await pieces(store, id).last?.end == Int64(Self.numbers.count + 5) }
            let kept = try await pieces(store, id)
            #expect(said(1, in: kept) == Self.numbers && said(2, in: kept) == Array("oops\n".utf8))
            #expect(kept.allSatisfy { $0.bytes.count <= LogPiece.largest })
            #expect(zip(kept, kept.dropFirst()).allSatisfy { $0.end == $1.offset } && kept.first?.offset == 0)
            #expect(kept.flatMap(\.readMarks).allSatisfy { $0.at >= begin && $0.at <= wallClock() })
        }
    }

    @Test("what a running script says comes within moments, also after its worker was started anew")
    func live() async throws {
        try await withPlace { place in
            let store = MemoryStore()
            let id = try await store.add(
                place.define(
                    "job", "echo one; until [ -e two ]; do sleep 0.01; done; echo two; until [ -e go ]; do sleep 0.01; done; echo three"))
            let first = try place.start(store, isShared: true)
            try await until { text(try await pieces(store, id)) == "one\n" }
            await first.stop()
            place.touch("two")
            try place.start(store, isShared: true)
            try await until { text(try await pieces(store, id)) == "one\ntwo\n" }
            place.touch("go")
            _ = try await store.finished(id)
            try await until { text(try await pieces(store, id)) == "one\ntwo\nthree\n" }
        }
    }

    @Test("of a long log the beginning and the newest are kept, no more than was allowed", arguments: [0, 0.4])
    func cap(pause: Double) async throws {
        try await withPlace { place in
            let store = MemoryStore()
            let steps = (0..<10).map { "seq \($0 * 5000 + 1) \(($0 + 1) * 5000); sleep \(pause)" }.joined(separator: "\n")
            let id = try await store.add(place.define("job", steps))
            let limit = 65_536
            try place.start(store, isShared: true) { $0.worker.logInStore = limit }
            #expect(try await store.finished(id).status == .completed)
            try await until { try await pieces(store, id).last?.end == Int64(Self.numbers.count) }
            let kept = try await pieces(store, id)
            for piece in kept { #expect(piece.bytes == Array(Self.numbers[Int(piece.offset)..<Int(piece.end)])) }
            let head = kept.filter { $0.offset < limit / 2 }
            #expect(head.flatMap(\.bytes) == Array(Self.numbers[..<(limit / 2)]))
            let size = kept.reduce(0) { $0 + $1.bytes.count }
            #expect(size <= limit && size > limit / 2)
        }
    }

    @Test("a script that prints without end doesn't flood the store")
    func flood() async throws {
        try await withPlace { place in
            let store = MemoryStore()
            let id = try await store.add(place.define("job", "yes | head -c 100000000; until [ -e go ]; do sleep 0.01; done"))
            try place.start(store, isShared: true)
            try await until { try await pieces(store, id).last?.end == 100_000_000 }
            place.touch("go")
            _ = try await store.finished(id)
            #expect(try await pieces(store, id).reduce(0) { $0 + $1.bytes.count } <= 2 << 20)
        }
    }

    @Test(
        "a store that refuses logs, or is slow to take them, holds no job up",
        arguments: [StoreError.Code.unreachable, .refused, .unexpected])
    func refused(_ code: StoreError.Code) async throws {
        try await withPlace { place in
            let store = TroubledStore(MemoryStore())
            store.trouble { $0 == .log ? .refuses(code) : nil }
            let job = try place.define("job", "echo up")
            try place.start(store, isShared: true)
            for _ in 1...3 { #expect(try await store.finished(store.add(job)).status == .completed) }
        }
    }

    @Test("nothing is sent where there are no other hosts, or where none is wanted", arguments: [true, false])
    func none(isShared: Bool) async throws {
        try await withPlace { place in
            let store = MemoryStore()
            try place.start(store, isShared: isShared) { if isShared { $0.worker.logInStore = 0 } }
            let id = try await store.add(place.define("job", "echo up"))
            #expect(try await store.finished(id).status == .completed)
            #expect(try await pieces(store, id).isEmpty)
        }
    }
}
