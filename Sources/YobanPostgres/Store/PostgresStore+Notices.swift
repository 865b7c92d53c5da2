package import YobanCore
import YobanRows

extension PostgresStore {
    package func noticeMarks(_ details: [String: String], now: Instant) async throws(StoreError) -> [String: Instant] {
        try await perform(.noticeMarks) { session in
            let standing = try session.marks(of: details)
            if standing.count == details.count { return standing }
            let all = Array(details)
            try session.run(Query.beginNoticeMarks, ["now": now, "names": List(all.map(\.key)), "details": List(all.map(\.value))])
            return try session.marks(of: details)
        }
    }

    package func moveNoticeMark(_ name: String, to instant: Instant) async throws(StoreError) {
        _ = try await perform(.noticeMarks) { try $0.run(Query.moveNoticeMark, ["at": instant, "name": name]).changed }
    }

    package func record(_ notices: [NewNotice], now: Instant) async throws(StoreError) -> Int {
        if notices.isEmpty { return 0 }
        // In one order for all, so that two hosts never wait for each other.
        let sorted = notices.sorted { ($0.subject.text, $0.kind.rawValue, $0.channel) < ($1.subject.text, $1.kind.rawValue, $1.channel) }
        return try await transact(.recordNotices) { session in
            try sorted.reduce(0) { count, notice in
                let arguments: [String: (any Bindable)?] = [
                    "kind": notice.kind.rawValue, "subject": notice.subject.text, "channel": Stored.text(notice.channel),
                    "delivery": notice.delivery, "key": notice.key?.value, "job": notice.subject.job, "body": Stored.text(notice.body),
                    "now": now,
                ]
                return try count + session.run(Query.recordNotice, arguments).changed
            }
        }
    }

    package func claimNotices(limit: Int, until lease: Instant, now: Instant) async throws(StoreError) -> [Notice] {
        // An idle look writes nothing.
        guard limit > 0, try await perform(.claimNotices, { try $0.run(Query.dueNotice, ["now": now]).count }) > 0 else { return [] }
        let claimed = try await transact(.claimNotices) { session in
            try session.run(Query.claimNotices, ["now": now, "limit": limit, "lease": lease]).map { Notice(cells: &$0) }
        }
        return claimed.compactMap(\.self).sorted { $0.id < $1.id }
    }

    package func conclude(_ notice: Notice, _ end: NoticeEnd, now: Instant) async throws(StoreError) -> Bool {
        let columns = end.columns(now: now)
        let arguments: [String: (any Bindable)?] = [
            "state": columns.state.rawValue, "next": columns.nextTry, "ended": columns.endedAt, "error": columns.error.map(Stored.text),
            "id": notice.id, "tries": notice.tries,
        ]
        return try await transact(.concludeNotice(notice.id)) { try $0.run(Query.concludeNotice, arguments).changed == 1 }
    }

    package func notices(_ filter: NoticeFilter) async throws(StoreError) -> [Notice] {
        if filter.limit <= 0 { return [] }
        let arguments: [String: (any Bindable)?] = [
            "before": filter.before ?? .max, "limit": filter.limit, "state": filter.state?.rawValue, "job": filter.job,
        ]
        let all = filter.state == nil ? Query.notices : Query.noticesInState
        let statement = filter.job == nil ? all : Query.noticesOfJob
        return try await perform(.lookAtNotices) { session in
            // Planned anew: a plan from when the table was empty would be kept while it grows.
            try session.runOnce(statement, arguments).map { Notice(cells: &$0) }.compactMap(\.self)
        }
    }
}

extension Session {
    /// The marks that are there with just these details.
    fileprivate func marks(of details: [String: String]) throws -> [String: Instant] {
        let stored = try run(Query.noticeMarks, ["names": List(details.keys.map { $0 })]).map { cells in
            (name: cells.text(), detail: cells.text(), at: cells.milliseconds())
        }
        var standing: [String: Instant] = [:]
        for case (let name?, let detail?, let at?) in stored where details[name] == detail { standing[name] = at }
        return standing
    }
}
