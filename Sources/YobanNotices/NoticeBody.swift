import YobanCore
import YobanOperations

/// What is sent: the same for webhooks and commands.
struct NoticeBody {
    let kind: NoticeKind
    let at: Instant
    let definition: JobDefinition?
    let job: Job?
    /// Of a schedule.
    let planned: Instant?
    let text: Text
    /// Of `text`, which chat programs show.
    let language: Language

    /// No error message is repeated beyond this; the job itself has all of it.
    private static let longestMessage = 4000
    /// A store's column, a variable and a receiver all take so many bytes.
    static let longest = 60_000

    func json(delivery: String) -> String {
        let whole = json(delivery, job: job.map { JSON(Self.shortened($0)) } ?? .null).text
        guard whole.utf8.count > Self.longest, let job else { return whole }
        return json(
            delivery,
            job: .object([
                .init("id", .int(job.id.value)), .init("job_key", JSON(job.key?.value)), .init("status", .string(job.status.rawValue)),
            ])
        ).text
    }

    private func json(_ delivery: String, job: JSON) -> JSON {
        let key = definition?.key ?? self.job?.key
        let name = self.job?.name ?? definition?.name ?? ""
        return .object([
            .init("event", .string(kind.rawValue)), .init("delivery", .string(delivery)), .init("at", JSON(at)),
            .init("job_key", JSON(key?.value)), .init("job_name", .string(name.cut(255))), .init("planned_at", JSON(planned)),
            .init("text", .string(text.inLanguage(language))), .init("text_ja", .string(text.ja)), .init("text_en", .string(text.en)),
            .init("job", job),
        ])
    }

    private static func shortened(_ job: Job) -> Job {
        var job = job
        job.name = job.name.cut(255)
        job.errorMessage = job.errorMessage.map { $0.cut(longestMessage) }
        job.progress.message = job.progress.message.map { $0.cut(longestMessage) }
        return job
    }
}

extension String {
    fileprivate func cut(_ limit: Int) -> String {
        unicodeScalars.count > limit ? String(String.UnicodeScalarView(unicodeScalars.prefix(limit))) + "…" : self
    }
}
