import Testing
import YobanCore

extension Stage {
    func piece(_ job: JobID, _ attempt: Int = 1, at offset: Int64, _ text: String, marks: String = "") -> LogPiece {
        LogPiece(job: job, attempt: attempt, offset: offset, bytes: Array(text.utf8), marks: marks)
    }

    /// All that is kept of an attempt.
    func log(_ job: JobID, _ attempt: Int = 1, from offset: Int64 = 0, limit: Int = 1_000_000) async throws -> [LogPiece] {
        try await store.log(of: job, attempt: attempt, from: offset, limit: limit)
    }
}

extension StoreLaw {
    static let logs: [StoreLaw] = [
        StoreLaw("log-order", "pieces of an attempt come back in the order of the output, whatever the order in which they came") { stage in
            let (id, other) = (try await stage.running().job.id, try await stage.running().job.id)
            let first = stage.piece(id, at: 0, "one\n", marks: "4:1:1767225600000")
            let second = stage.piece(id, at: 4, "two\n", marks: "2:2:5 2:1:6")
            let far = stage.piece(id, at: 1 << 40, "far")
            let ofNext = stage.piece(id, 2, at: 0, "next")
            let ofOther = stage.piece(other, at: 0, "other")
            try await stage.store.keepLog([far, ofNext, first])
            try await stage.store.keepLog([])
            try await stage.store.keepLog([ofOther, second])
            try await #expect(stage.log(id) == [first, second, far])
            try await #expect(stage.log(id, 2) == [ofNext])
            try await #expect(stage.log(other) == [ofOther])
            try await #expect(stage.log(id, 3).isEmpty)
            try await #expect(stage.log(JobID(999_999)).isEmpty)
        },
        StoreLaw("log-again", "a piece that is there already stays as it is, and those beside it are kept") { stage in
            let id = try await stage.running().job.id
            let (first, second) = (stage.piece(id, at: 0, "first", marks: "5:1:1"), stage.piece(id, at: 5, "second"))
            try await stage.store.keepLog([first])
            try await stage.store.keepLog([first, stage.piece(id, at: 0, "other", marks: "5:2:9"), second, second])
            try await #expect(stage.log(id) == [first, second])
        },
        StoreLaw("log-gone", "pieces whose job is gone are left out, those beside them are kept") { stage in
            let id = try await stage.running().job.id
            let piece = stage.piece(id, at: 0, "here")
            try await stage.store.keepLog([stage.piece(JobID(999_999), at: 0, "gone"), piece, stage.piece(JobID(999_998), at: 0, "gone")])
            try await #expect(stage.log(id) == [piece])
            try await #expect(stage.log(JobID(999_999)).isEmpty)
        },
        StoreLaw("log-bytes", "bytes come back as they are, up to the largest piece") { stage in
            let id = try await stage.running().job.id
            let every = Array(UInt8.min...UInt8.max)
            var offset: Int64 = 0
            var pieces: [LogPiece] = []
            for bytes in [every, [0], [0, 0, 0x27, 0x5C, 0x1A], [0xC3, 0x28], Array("夜番\r\n".utf8)] {
                pieces.append(LogPiece(job: id, attempt: 1, offset: offset, bytes: bytes, marks: "\(bytes.count):1:0"))
                offset += Int64(bytes.count)
            }
            let large = (0..<LogPiece.largest).map { UInt8(truncatingIfNeeded: $0 * 7 + $0 >> 8) }
            pieces.append(LogPiece(job: id, attempt: 1, offset: offset, bytes: large, marks: String(repeating: "1:1:0 ", count: 5000)))
            try await stage.store.keepLog(pieces)
            try await #expect(stage.log(id) == pieces)
        },
        StoreLaw("log-limit", "a page holds whole pieces up to the limit, and one at least") { stage in
            let id = try await stage.running().job.id
            let pieces = (0..<5).map { stage.piece(id, at: Int64($0 * 10), "0123456789") }
            try await stage.store.keepLog(pieces)
            for (limit, count) in [(0, 1), (1, 1), (10, 1), (19, 1), (20, 2), (49, 4), (50, 5), (1000, 5)] {
                try await #expect(stage.log(id, limit: limit) == Array(pieces.prefix(count)), "\(limit)")
            }
        },
        StoreLaw("log-from", "reading goes on with the piece in which the offset lies, or the next one after a gap") { stage in
            let id = try await stage.running().job.id
            let pieces = [0, 10, 30].map { stage.piece(id, at: $0, "0123456789") }
            try await stage.store.keepLog(pieces)
            for (offset, count) in [(0, 3), (1, 3), (9, 3), (10, 2), (19, 2), (20, 1), (25, 1), (30, 1), (39, 1), (40, 0), (1 << 40, 0)] {
                try await #expect(stage.log(id, from: Int64(offset)) == Array(pieces.suffix(count)), "\(offset)")
            }
        },
        StoreLaw("log-drop", "what lies wholly inside a range is removed, of that attempt only") { stage in
            let (id, other) = (try await stage.running().job.id, try await stage.running().job.id)
            let pieces = (0..<5).map { stage.piece(id, at: Int64($0 * 10), "0123456789") }
            let beside = [stage.piece(id, 2, at: 10, "0123456789"), stage.piece(other, at: 10, "0123456789")]
            try await stage.store.keepLog(pieces + beside)
            try await stage.store.dropLog(of: id, attempt: 1, inside: 5..<40)
            try await #expect(stage.log(id) == [pieces[0], pieces[4]])
            try await #expect(stage.log(id, 2) + stage.log(other) == beside)
            for range in [0..<9, 1..<10, 10..<40, 45..<60, 0..<0] as [Range<Int64>] {
                try await stage.store.dropLog(of: id, attempt: 1, inside: range)
            }
            try await #expect(stage.log(id) == [pieces[0], pieces[4]])
            try await stage.store.dropLog(of: id, attempt: 1, inside: 0..<10)
            try await #expect(stage.log(id) == [pieces[4]])
        },
        StoreLaw("log-prune", "the log goes with its job, and does not come back") { stage in
            let (old, young) = (try await stage.running(), try await stage.running())
            let pieces = [old, young].map { stage.piece($0.job.id, at: 0, "said") }
            try await stage.store.keepLog(pieces)
            try await stage.settle(old, .completed)
            try await #expect(stage.store.prune(finishedBefore: .at(100), limit: 9) == 1)
            try await stage.store.keepLog(pieces)
            try await #expect(stage.log(old.job.id).isEmpty)
            try await #expect(stage.log(young.job.id) == [pieces[1]])
        },
    ]
}
