import Synchronization
package import YobanCore

extension MemoryStore {
    /// How far something was looked at.
    struct NoticeMark {
        var detail: String
        var at: Instant
    }

    package func noticeMarks(_ details: [String: String], now: Instant) async throws(StoreError) -> [String: Instant] {
        state.withLock { state in
            for (name, detail) in details where state.noticeMarks[name]?.detail != detail {
                state.noticeMarks[name] = NoticeMark(detail: detail, at: now)
            }
            return state.noticeMarks.filter { details[$0.key] != nil }.mapValues(\.at)
        }
    }

    package func moveNoticeMark(_ name: String, to instant: Instant) async throws(StoreError) {
        state.withLock { state in
            guard let mark = state.noticeMarks[name] else { return }
            state.noticeMarks[name]?.at = max(mark.at, instant)
        }
    }

    package func record(_ notices: [NewNotice], now: Instant) async throws(StoreError) -> Int {
        state.withLock { state in
            var count = 0
            for new in notices {
                let isThere = state.notices.contains { known in
                    known.new.kind == new.kind && known.new.subject == new.subject && known.new.channel == new.channel
                }
                if isThere { continue }
                state.lastNotice += 1
                state.notices.append(Notice(id: state.lastNotice, new: new, at: now))
                count += 1
            }
            return count
        }
    }

    package func claimNotices(limit: Int, until lease: Instant, now: Instant) async throws(StoreError) -> [Notice] {
        state.withLock { state in
            let due = state.notices.filter { $0.state == .pending && ($0.nextTry ?? now) <= now }
                .sorted { ($0.nextTry ?? now, $0.id) < ($1.nextTry ?? now, $1.id) }.prefix(max(0, limit)).map(\.id)
            return due.compactMap { id in
                guard let index = state.notices.firstIndex(where: { $0.id == id }) else { return nil }
                state.notices[index].tries += 1
                state.notices[index].nextTry = lease
                return state.notices[index]
            }
        }
    }

    package func conclude(_ notice: Notice, _ end: NoticeEnd, now: Instant) async throws(StoreError) -> Bool {
        state.withLock { state in
            guard
                let index = state.notices.firstIndex(where: {
                    $0.id == notice.id && $0.tries == notice.tries && $0.state == .pending
                })
            else { return false }
            state.notices[index].end(end, now: now)
            return true
        }
    }

    package func notices(_ filter: NoticeFilter) async throws(StoreError) -> [Notice] {
        state.withLock { state in
            let matching = state.notices.reversed().filter { notice in
                (filter.job.map { notice.new.subject.job == $0 } ?? true) && (filter.state.map { notice.state == $0 } ?? true)
                    && (filter.before.map { notice.id < $0 } ?? true)
            }
            return Array(matching.prefix(max(0, filter.limit)))
        }
    }
}

extension Notice {
    fileprivate mutating func end(_ end: NoticeEnd, now: Instant) {
        switch end {
        case .sent:
            (state, nextTry, endedAt, lastError) = (.sent, nil, now, nil)
        case .again(let next, let error):
            (nextTry, lastError) = (next, error)
        case .givenUp(let error):
            (state, nextTry, endedAt, lastError) = (.givenUp, nil, now, error)
        }
    }
}
