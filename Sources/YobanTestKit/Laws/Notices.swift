import Testing
import YobanCore

extension StoreLaw {
    static let notices: [StoreLaw] = [
        StoreLaw("notice-fields", "a notice comes back as it was recorded, newest first") { stage in
            var all: [NewNotice] = []
            for (number, kind) in NoticeKind.allCases.enumerated() {
                let key = JobKey("report.\(number)")
                let subject: NoticeSubject =
                    kind == .missed ? .planned(JobKey("report.3")!, .at(5.25)) : .attempt(JobID(Int64(number + 1)), number + 1)
                all.append(
                    NewNotice(
                        kind: kind, subject: subject, key: number == 0 ? nil : key, channel: "夜 'ops' %_\\",
                        delivery: ClaimToken.new().value,
                        body: "{\"text\":\"失敗 '\\\"\n\"}"))
            }
            try await #expect(stage.store.record(all, now: .at(1.5)) == 4)
            let stored = try await stage.store.notices(NoticeFilter())
            #expect(Set(stored.map(\.new.delivery)) == Set(all.map(\.delivery)) && stored.count == 4)
            for notice in stored { #expect(all.contains(notice.new), "\(notice.new)") }
            #expect(stored.map(\.id) == stored.map(\.id).sorted(by: >))
            #expect(stored.allSatisfy { $0.at == .at(1.5) && $0.state == .pending && $0.tries == 0 && $0.nextTry == .at(1.5) })
            #expect(stored.allSatisfy { $0.endedAt == nil && $0.lastError == nil })
            try await #expect(stage.store.record([], now: .at(2)) == 0)
        },
        StoreLaw("notice-once", "a notice is there once for each kind, subject and channel, whatever became of it") { stage in
            let first = NewNotice.sample(1)
            try await #expect(stage.store.record([first], now: .at(1)) == 1)
            var again = NewNotice.sample(1)
            again.body = "another"
            try await #expect(stage.store.record([again, .sample(2), .sample(2)], now: .at(2)) == 1)
            let claimed = try await stage.store.claimNotices(limit: 9, until: .at(100), now: .at(3))
            for notice in claimed { try await #expect(stage.store.conclude(notice, .sent, now: .at(4))) }
            try await #expect(stage.store.record([again], now: .at(5)) == 0)
            try await #expect(stage.store.notices(NoticeFilter()).map(\.new.body) == [NewNotice.sample(2).body, first.body])
            var others = [NewNotice.sample(1), .sample(1), .sample(1)]
            others[0].kind = .recovered
            others[1].channel = "OPS"
            others[2].subject = .attempt(JobID(1), 2)
            try await #expect(stage.store.record(others, now: .at(6)) == 3)
        },
        StoreLaw("notice-race", "of many that record and claim a notice at once, one does") { stage in
            let counts = try await withThrowingTaskGroup(of: Int.self) { group in
                for _ in 0..<6 {
                    group.addTask { try await stage.store.record([.sample(1), .sample(2)], now: .at(1)) }
                }
                return try await group.reduce(0) { $0 + $1 }
            }
            #expect(counts == 2)
            let claimed = try await withThrowingTaskGroup(of: [Notice].self) { group in
                for _ in 0..<6 { group.addTask { try await stage.store.claimNotices(limit: 9, until: .at(100), now: .at(2)) } }
                return try await group.reduce(into: []) { $0 += $1 }
            }
            #expect(claimed.count == 2 && Set(claimed.map(\.id)).count == 2)
        },
        StoreLaw("notice-claim", "what waits longest is claimed first, no more than asked for, nothing too soon") { stage in
            for number in 1...3 { _ = try await stage.store.record([.sample(number)], now: .at(Double(4 - number))) }
            try await #expect(stage.store.claimNotices(limit: 0, until: .at(100), now: .at(5)).isEmpty)
            try await #expect(stage.store.claimNotices(limit: 9, until: .at(100), now: .at(0.999)).isEmpty)
            let early = try await stage.store.claimNotices(limit: 2, until: .at(100), now: .at(5))
            #expect(Set(early.map(\.new.subject)) == [NewNotice.sample(3).subject, NewNotice.sample(2).subject])
            #expect(early.allSatisfy { $0.tries == 1 && $0.nextTry == .at(100) && $0.state == .pending })
            let rest = try await stage.store.claimNotices(limit: 2, until: .at(100), now: .at(5))
            #expect(rest.map(\.new.subject) == [NewNotice.sample(1).subject])
        },
        StoreLaw("notice-lease", "a claimed notice is claimed again when its lease is over, and then no longer the first one's") { stage in
            _ = try await stage.store.record([.sample(1)], now: .at(1))
            let first = try #require(try await stage.store.claimNotices(limit: 1, until: .at(100), now: .at(2)).first)
            try await #expect(stage.store.claimNotices(limit: 1, until: .at(200), now: .at(99.999)).isEmpty)
            let second = try #require(try await stage.store.claimNotices(limit: 1, until: .at(200), now: .at(100)).first)
            #expect(second.tries == 2 && second.id == first.id)
            try await #expect(!stage.store.conclude(first, .givenUp(error: "late"), now: .at(101)))
            try await #expect(stage.store.notices(NoticeFilter()) == [second])
            try await #expect(stage.store.conclude(second, .sent, now: .at(102)))
        },
        StoreLaw("notice-conclude", "a try ends as sent, to be tried again, or given up; what is over stays so") { stage in
            _ = try await stage.store.record((1...3).map { .sample($0) }, now: .at(1))
            for end in [NoticeEnd.again(at: .at(50.5), error: "HTTP 500 夜"), .givenUp(error: "gone"), .sent] {
                let notice = try #require(try await stage.store.claimNotices(limit: 1, until: .at(100), now: .at(2)).first)
                try await #expect(stage.store.conclude(notice, end, now: .at(3.25)))
                var expected = notice
                let columns: (NoticeState, Instant?, Instant?, String?) =
                    switch end {
                    case .again: (.pending, .at(50.5), nil, "HTTP 500 夜")
                    case .givenUp: (.givenUp, nil, .at(3.25), "gone")
                    case .sent: (.sent, nil, .at(3.25), nil)
                    }
                (expected.state, expected.nextTry, expected.endedAt, expected.lastError) = columns
                try await #expect(stage.store.notices(NoticeFilter(job: notice.new.subject.job)) == [expected])
                if expected.state != .pending { try await #expect(!stage.store.conclude(notice, .sent, now: .at(4))) }
            }
            let again = try await stage.store.claimNotices(limit: 9, until: .at(100), now: .at(50.5))
            #expect(again.map(\.tries) == [2] && again.first?.lastError == "HTTP 500 夜")
            for notice in again { try await #expect(stage.store.conclude(notice, .sent, now: .at(51))) }
            try await #expect(stage.store.notices(NoticeFilter(state: .sent)).allSatisfy { $0.lastError == nil })
            try await #expect(stage.store.claimNotices(limit: 9, until: .at(999), now: .at(500)).isEmpty)
        },
        StoreLaw("notice-list", "notices are listed by job, state and place, no more than asked for") { stage in
            _ = try await stage.store.record((1...4).map { .sample($0) }, now: .at(1))
            let claimed = try await stage.store.claimNotices(limit: 2, until: .at(100), now: .at(2))
            for notice in claimed { _ = try await stage.store.conclude(notice, .sent, now: .at(3)) }
            let all = try await stage.store.notices(NoticeFilter())
            func list(_ change: (inout NoticeFilter) -> Void) async throws -> [Int64] {
                var filter = NoticeFilter()
                change(&filter)
                return try await stage.store.notices(filter).map(\.id)
            }
            try await #expect(list { $0.state = .sent } == all.filter { $0.state == .sent }.map(\.id))
            try await #expect(list { $0.limit = 1 } == [all[0].id])
            try await #expect(list { $0.limit = 0 } == [])
            try await #expect(list { $0.before = all[1].id } == all[2...].map(\.id))
            try await #expect(list { $0.job = JobID(2) } == all.filter { $0.new.subject.job == JobID(2) }.map(\.id))
            let sent = try #require(claimed.first)
            try await #expect(
                list {
                    $0.job = sent.new.subject.job
                    $0.state = .pending
                } == [])
        },
        StoreLaw("notice-prune", "notices that are older than what is kept are removed, no more than asked for") { stage in
            for second in 1...4 { _ = try await stage.store.record([.sample(second)], now: .at(Double(second))) }
            try await #expect(stage.store.prune(finishedBefore: .at(4), limit: 2) == 0)
            try await #expect(stage.store.notices(NoticeFilter()).map(\.at) == [.at(4), .at(3)])
            try await #expect(stage.store.prune(finishedBefore: .at(4), limit: 2) == 0)
            try await #expect(stage.store.notices(NoticeFilter()).map(\.at) == [.at(4)])
        },
    ]

    static let noticeMarks: [StoreLaw] = [
        StoreLaw("notice-mark-begin", "a mark begins now, stays, and begins anew when its detail changes") { stage in
            let details = ["finished": "", "missed/report": "0 2 * * *"]
            try await #expect(stage.store.noticeMarks([:], now: .at(1)) == [:])
            try await #expect(stage.store.noticeMarks(details, now: .at(1.5)) == details.mapValues { _ in .at(1.5) })
            try await #expect(stage.store.noticeMarks(details, now: .at(9)) == details.mapValues { _ in .at(1.5) })
            let changed = ["finished": "", "missed/report": "0 3 * * *", "Finished": ""]
            let marks = try await stage.store.noticeMarks(changed, now: .at(10))
            #expect(marks == ["finished": .at(1.5), "missed/report": .at(10), "Finished": .at(10)])
            try await #expect(stage.store.noticeMarks(["finished": ""], now: .at(11)) == ["finished": .at(1.5)])
        },
        StoreLaw("notice-mark-move", "a mark moves forward only, and one that is missing is not made") { stage in
            _ = try await stage.store.noticeMarks(["finished": "", "other": ""], now: .at(1))
            for (to, stands) in [(5.0, 5.0), (3, 5), (5.001, 5.001)] {
                try await stage.store.moveNoticeMark("finished", to: .at(to))
                try await #expect(stage.store.noticeMarks(["finished": ""], now: .at(9)) == ["finished": .at(stands)])
            }
            try await stage.store.moveNoticeMark("nobody", to: .at(5))
            try await #expect(stage.store.noticeMarks(["nobody": "", "other": ""], now: .at(20)) == ["nobody": .at(20), "other": .at(1)])
        },
    ]
}

extension NewNotice {
    /// The failure of a job of this number, with a delivery of its own.
    static func sample(_ number: Int) -> NewNotice {
        NewNotice(
            kind: .failed, subject: .attempt(JobID(Int64(number)), 1), key: JobKey("report"), channel: "ops",
            delivery: ClaimToken.new().value, body: "{\"job\":\(number)}")
    }
}
