package import YobanCore

extension JSON {
    /// Without the body, which holds the job as it was.
    package init(_ notice: Notice) {
        let planned: Instant? = if case .planned(_, let instant) = notice.new.subject { instant } else { nil }
        let attempt: Int? = if case .attempt(_, let number) = notice.new.subject { number } else { nil }
        self = .object([
            Member("id", .int(notice.id)), Member("event", .string(notice.new.kind.rawValue)),
            Member("job_key", JSON(notice.new.key?.value)), Member("job_id", JSON(notice.new.subject.job?.value)),
            Member("attempt", JSON(attempt)), Member("planned_at", JSON(planned)), Member("channel", .string(notice.new.channel)),
            Member("delivery", .string(notice.new.delivery)), Member("at", JSON(notice.at)),
            Member("state", .string(notice.state.rawValue)), Member("tries", .int(Int64(notice.tries))),
            Member("next_try_at", JSON(notice.nextTry)), Member("ended_at", JSON(notice.endedAt)),
            Member("last_error", JSON(notice.lastError)),
        ])
    }
}
