import Synchronization
import YobanCore

extension Fault {
    static let notices: [Fault] = [
        Fault("forgets the key of a notice", caughtBy: "notice-fields") { broken, inner in
            broken.onRecord = { notices, now in
                try await inner.record(
                    notices.map {
                        var one = $0
                        one.key = nil
                        return one
                    }, now: now)
            }
        },
        Fault("lists the oldest notice first", caughtBy: "notice-fields", "notice-once", "notice-list", "notice-prune") { broken, inner in
            broken.onNotices = { try await inner.notices($0).reversed() }
        },
        Fault("records a notice that was sent again", caughtBy: "notice-once") { broken, inner in
            broken.onRecord = { notices, now in
                inner.state.withLock { $0.notices.removeAll { $0.state == .sent } }
                return try await inner.record(notices, now: now)
            }
        },
        Fault("records one notice for each subject", caughtBy: "notice-once") { broken, inner in
            broken.onRecord = { notices, now in
                let known = Set(try await inner.notices(NoticeFilter()).map(\.new.subject))
                return try await inner.record(notices.filter { !known.contains($0.subject) }, now: now)
            }
        },
        Fault("claims without a lease", caughtBy: "notice-race", "notice-claim", "notice-lease") { broken, inner in
            broken.onClaimNotices = { limit, _, now in try await inner.claimNotices(limit: limit, until: now, now: now) }
        },
        Fault("claims what is not due", caughtBy: "notice-claim", "notice-lease") { broken, inner in
            broken.onClaimNotices = { limit, lease, now in
                try await inner.claimNotices(limit: limit, until: lease, now: now + .seconds(10))
            }
        },
        Fault("claims the newest first", caughtBy: "notice-claim") { broken, inner in
            broken.onClaimNotices = { limit, lease, now in
                let all = try await inner.claimNotices(limit: 99, until: lease, now: now)
                let kept = all.suffix(limit)
                inner.spoilNotices { notice in
                    if all.contains(where: { $0.id == notice.id }), !kept.contains(where: { $0.id == notice.id }) {
                        notice.tries -= 1
                        notice.nextTry = notice.at
                    }
                }
                return Array(kept)
            }
        },
        Fault("does not count tries", caughtBy: "notice-claim", "notice-lease", "notice-conclude") { broken, inner in
            broken.onClaimNotices = { limit, lease, now in
                let claimed = try await inner.claimNotices(limit: limit, until: lease, now: now)
                inner.spoilNotices { if $0.state == .pending { $0.tries = 0 } }
                return claimed.map {
                    var one = $0
                    one.tries = 0
                    return one
                }
            }
        },
        Fault("lets a late one conclude", caughtBy: "notice-lease") { broken, inner in
            broken.onConclude = { notice, end, now in
                guard let newest = try await inner.notices(NoticeFilter(job: notice.new.subject.job)).first else { return false }
                return try await inner.conclude(newest, end, now: now)
            }
        },
        Fault("tries at once after a failure", caughtBy: "notice-conclude") { broken, inner in
            broken.onConclude = { notice, end, now in
                if case .again(_, let error) = end { return try await inner.conclude(notice, .again(at: now, error: error), now: now) }
                return try await inner.conclude(notice, end, now: now)
            }
        },
        Fault("keeps the error of a notice that was sent", caughtBy: "notice-conclude") { broken, inner in
            broken.onConclude = { notice, end, now in
                defer { inner.spoilNotices { if $0.id == notice.id, $0.state == .sent { $0.lastError = notice.lastError } } }
                return try await inner.conclude(notice, end, now: now)
            }
        },
        Fault("overlooks the state of a job's notices", caughtBy: "notice-list") { broken, inner in
            broken.onNotices = { filter in
                var filter = filter
                if filter.job != nil { filter.state = nil }
                return try await inner.notices(filter)
            }
        },
        Fault("keeps notices for ever", caughtBy: "notice-prune") { broken, inner in
            broken.onPrune = { before, limit in
                let kept = inner.state.withLock { $0.notices }
                defer { inner.state.withLock { $0.notices = kept } }
                return try await inner.prune(finishedBefore: before, limit: limit)
            }
        },
        Fault("begins every mark anew", caughtBy: "notice-mark-begin", "notice-mark-move") { broken, inner in
            broken.onNoticeMarks = { details, now in
                inner.state.withLock { $0.noticeMarks = [:] }
                return try await inner.noticeMarks(details, now: now)
            }
        },
        Fault("overlooks a changed detail", caughtBy: "notice-mark-begin") { broken, inner in
            broken.onNoticeMarks = { details, now in try await inner.noticeMarks(details.mapValues { _ in "" }, now: now) }
        },
        Fault("moves a mark back", caughtBy: "notice-mark-move") { broken, inner in
            broken.onMoveNoticeMark = { name, instant in
                inner.state.withLock { if $0.noticeMarks[name] != nil { $0.noticeMarks[name]?.at = instant } }
            }
        },
    ]
}

extension MemoryStore {
    /// Damages every notice.
    func spoilNotices(_ change: (inout Notice) -> Void) {
        state.withLock { state in
            for index in state.notices.indices { change(&state.notices[index]) }
        }
    }
}
