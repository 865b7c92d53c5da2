package import YobanCore

extension Notice {
    /// The columns in the order in which ``init(cells:)`` reads them.
    package static let columns =
        "id, kind, subject, job_key, channel, delivery, body, at_ms, state, tries, next_try_ms, ended_ms, last_error"

    /// Nil for a kind or subject that this program doesn't know.
    package init?(cells: inout some CellReader) {
        let id = cells.integer() ?? 0
        let kind = cells.text().flatMap { NoticeKind(rawValue: $0) }
        let subject = cells.text().flatMap { NoticeSubject(text: $0) }
        let key = cells.text().flatMap { JobKey($0) }
        let channel = cells.text() ?? ""
        let delivery = cells.text() ?? ""
        let body = cells.text() ?? ""
        let at = cells.milliseconds() ?? Instant(milliseconds: 0)
        guard let kind, let subject else { return nil }
        let new = NewNotice(kind: kind, subject: subject, key: key, channel: channel, delivery: delivery, body: body)
        self.init(id: id, new: new, at: at)
        state = cells.text().flatMap { NoticeState(rawValue: $0) } ?? .givenUp
        tries = cells.count()
        nextTry = cells.milliseconds()
        endedAt = cells.milliseconds()
        lastError = cells.text()
    }
}

extension NoticeEnd {
    /// What the columns `state`, `next_try_ms`, `ended_ms` and `last_error` become.
    package func columns(now: Instant) -> (state: NoticeState, nextTry: Instant?, endedAt: Instant?, error: String?) {
        switch self {
        case .sent: (.sent, nil, now, nil)
        case .again(let next, let error): (.pending, next, nil, error)
        case .givenUp(let error): (.givenUp, nil, now, error)
        }
    }
}
