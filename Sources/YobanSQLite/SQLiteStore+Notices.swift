import GRDB
package import YobanCore
import YobanRows

extension SQLiteStore {
    package func noticeMarks(_ details: [String: String], now: Instant) async throws(StoreError) -> [String: Instant] {
        let standing = try await read(.noticeMarks) { try $0.marks(of: details) }
        if standing.count == details.count { return standing }
        return try await write(.noticeMarks) { database in
            for (name, detail) in details {
                try database.run(Query.beginNoticeMark, ["name": name, "detail": detail, "now": now.milliseconds])
            }
            return try database.marks(of: details)
        }
    }

    package func moveNoticeMark(_ name: String, to instant: Instant) async throws(StoreError) {
        try await write(.noticeMarks) { _ = try $0.run(Query.moveNoticeMark, ["at": instant.milliseconds, "name": name]) }
    }

    package func record(_ notices: [NewNotice], now: Instant) async throws(StoreError) -> Int {
        if notices.isEmpty { return 0 }
        return try await write(.recordNotices) { database in
            try notices.reduce(0) { count, notice in
                try count
                    + database.run(
                        Query.recordNotice,
                        [
                            "kind": notice.kind.rawValue, "subject": notice.subject.text, "channel": Stored.text(notice.channel),
                            "delivery": notice.delivery, "key": notice.key?.value, "job": notice.subject.job?.value,
                            "body": Stored.text(notice.body), "now": now.milliseconds,
                        ])
            }
        }
    }

    package func claimNotices(limit: Int, until lease: Instant, now: Instant) async throws(StoreError) -> [Notice] {
        let due: StatementArguments = [now.milliseconds, max(0, limit)]
        return try await write(.claimNotices, if: { try !$0.ids(Query.dueNotices, due).isEmpty }, else: []) { database in
            try database.ids(Query.dueNotices, due).compactMap { id in
                try database.row(Query.claimNotice, [lease.milliseconds, id.value]) { Notice(cells: &$0) } ?? nil
            }
        }
    }

    package func conclude(_ notice: Notice, _ end: NoticeEnd, now: Instant) async throws(StoreError) -> Bool {
        let columns = end.columns(now: now)
        return try await write(.concludeNotice(notice.id)) { database in
            try database.run(
                Query.concludeNotice,
                [
                    "state": columns.state.rawValue, "next": columns.nextTry?.milliseconds, "ended": columns.endedAt?.milliseconds,
                    "error": columns.error.map(Stored.text), "id": notice.id, "tries": notice.tries,
                ]) == 1
        }
    }

    package func notices(_ filter: NoticeFilter) async throws(StoreError) -> [Notice] {
        if filter.limit <= 0 { return [] }
        return try await read(.lookAtNotices) { database in
            var arguments: [String: (any DatabaseValueConvertible)?] = ["before": filter.before ?? .max, "limit": filter.limit]
            var query = Query.notices
            if let state = filter.state {
                arguments["state"] = state.rawValue
                query = Query.noticesInState
            }
            if let job = filter.job {
                arguments["job"] = job.value
                arguments.updateValue(filter.state?.rawValue, forKey: "state")
                query = Query.noticesOfJob
            }
            return try database.rows(query, StatementArguments(arguments)) { Notice(cells: &$0) }.compactMap(\.self)
        }
    }
}

extension Database {
    /// The marks that are there with just these details.
    fileprivate func marks(of details: [String: String]) throws -> [String: Instant] {
        let stored = try rows(Query.noticeMarks) { (name: $0.text(), detail: $0.text(), at: $0.milliseconds()) }
        var standing: [String: Instant] = [:]
        for case (let name?, let detail?, let at?) in stored where details[name] == detail { standing[name] = at }
        return standing
    }
}
