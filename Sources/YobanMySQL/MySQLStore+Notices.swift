package import YobanCore
import YobanRows

extension MySQLStore {
    package func noticeMarks(_ details: [String: String], now: Instant) async throws(StoreError) -> [String: Instant] {
        let standing = try await perform(.noticeMarks) { try $0.marks(of: details) }
        if standing.count == details.count { return standing }
        return try await write(.noticeMarks) { session in
            // In one order for all, so that two hosts never wait for each other.
            for (name, detail) in details.sorted(by: { $0.key < $1.key }) {
                let values: [String: Value] = ["name": .text(name), "detail": .text(detail), "now": Value(milliseconds: now)]
                try session.run(Queries.beginNoticeMark, values)
            }
            return try session.marks(of: details)
        }
    }

    package func moveNoticeMark(_ name: String, to instant: Instant) async throws(StoreError) {
        try await perform(.noticeMarks) { session in
            _ = try session.run(Queries.moveNoticeMark, ["at": Value(milliseconds: instant), "name": .text(name)])
        }
    }

    package func record(_ notices: [NewNotice], now: Instant) async throws(StoreError) -> Int {
        if notices.isEmpty { return 0 }
        return try await write(.recordNotices) { session in
            try notices.sorted { $0.order < $1.order }.reduce(0) { try $0 + session.insert($1, now: now) }
        }
    }

    package func claimNotices(limit: Int, until lease: Instant, now: Instant) async throws(StoreError) -> [Notice] {
        if limit <= 0 { return [] }
        let values: [String: Value] = ["now": Value(milliseconds: now), "limit": Value(limit), "lease": Value(milliseconds: lease)]
        // A claim whose answer was lost is nobody's until its lease is over.
        let claimed = try await write(
            .claimNotices,
            look: { session in
                let due = try session.ids(Queries.dueNotices, values)
                return due.isEmpty ? nil : due
            }
        ) { session, due in
            try due.compactMap { id -> Notice? in
                let one = values.merging(["id": Value(id)]) { $1 }
                guard try session.run(Queries.claimNotice, one) == 1 else { return nil }
                return try session.row(Queries.noticeOfID, one) { Notice(cells: &$0) } ?? nil
            }
        }
        return claimed ?? []
    }

    package func conclude(_ notice: Notice, _ end: NoticeEnd, now: Instant) async throws(StoreError) -> Bool {
        let columns = end.columns(now: now)
        let values: [String: Value] = [
            "state": .text(columns.state.rawValue), "next": Value(milliseconds: columns.nextTry),
            "ended": Value(milliseconds: columns.endedAt), "error": Value(columns.error.map { Stored.text($0) }),
            "id": .integer(notice.id), "tries": Value(notice.tries),
        ]
        return try await write(.concludeNotice(notice.id)) { try $0.run(Queries.concludeNotice, values) == 1 }
    }

    package func notices(_ filter: NoticeFilter) async throws(StoreError) -> [Notice] {
        if filter.limit <= 0 { return [] }
        let values: [String: Value] = [
            "before": Value(filter.before ?? .max), "limit": Value(filter.limit), "state": Value(filter.state?.rawValue),
            "job": Value(filter.job?.value),
        ]
        let all = filter.state == nil ? Queries.notices : Queries.noticesInState
        let query = filter.job == nil ? all : Queries.noticesOfJob
        return try await perform(.lookAtNotices) { try $0.rows(query, values) { Notice(cells: &$0) }.compactMap(\.self) }
    }
}

extension NewNotice {
    /// One order for all who write, so that two hosts never wait for each other.
    fileprivate var order: (String, String, String) { (subject.text, kind.rawValue, channel) }
}

extension Session {
    /// 0: it is there already.
    fileprivate func insert(_ notice: NewNotice, now: Instant) throws -> Int {
        let values: [String: Value] = [
            "kind": .text(notice.kind.rawValue), "subject": .text(notice.subject.text), "channel": .text(notice.channel),
            "delivery": .text(notice.delivery), "key": Value(notice.key?.value), "job": Value(notice.subject.job?.value),
            "body": .text(notice.body), "now": Value(milliseconds: now),
        ]
        do {
            return try run(Queries.recordNotice, values)
        } catch let failure as ServerFailure where failure.isDuplicate {
            try checkTransaction()
            return 0
        }
    }

    /// The marks that are there with just these details.
    fileprivate func marks(of details: [String: String]) throws -> [String: Instant] {
        let stored = try rows(Queries.noticeMarks) { (name: $0.text(), detail: $0.text(), at: $0.milliseconds()) }
        var standing: [String: Instant] = [:]
        for case (let name?, let detail?, let at?) in stored where details[name] == detail { standing[name] = at }
        return standing
    }
}
