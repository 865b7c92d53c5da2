import Hummingbird
import YobanCore
import YobanHTTP
import YobanOperations

/// What jobs are made from, how they went, and the form that queues one.
extension Screen {
    /// Runs that are looked at for the squares.
    private static let squares = 20

    func addDefinitions(to routes: inout Routes) {
        page("/definitions", in: &routes) { view, visit in
            let write = view.wording
            let definitions = visit.operations.definitions
            let jobs = try await visit.operations.newest(of: definitions.map(\.key), each: Self.squares)
            let rows = definitions.map { row($0, jobs[$0.key] ?? [], write) }
            return Page("definitions", Text(ja: "定義", en: "Definitions"), at: .definitions, ["rows": rows, "isEmpty": rows.isEmpty])
        }
        page("/definitions/:key", in: &routes) { view, visit in
            try await definition(view.context.parameters.get("key") ?? "", view, visit, EnqueueForm())
        }
        form("/definitions/:key", in: &routes) { view, visit, form in
            let key = view.context.parameters.get("key") ?? ""
            let definition = try visit.operations.definition(key)
            var typed = EnqueueForm(form, definition)
            do {
                let enqueued = try await visit.operations.enqueue([try typed.request(key, zone: view.wording.zone)])[0]
                let said: Said = enqueued == .created(enqueued.id) ? .queued : .existing
                return Response.seeOther("/jobs/\(enqueued.id)?said=\(said.rawValue)")
            } catch let error as OperationError {
                guard case .parameters(_, let why) = error else { throw error }
                for reason in why.reasons { typed.objections[reason.parameter] = reason.text }
            } catch let error as EnqueueForm.Objection {
                typed.objections[error.field] = error.text
            }
            var page = try await self.definition(key, view, visit, typed)
            page.status = .unprocessableContent
            return page.response(view, theme: theme(of: view.request))
        }
    }

    private func definition(_ key: String, _ view: View, _ visit: Visit, _ typed: EnqueueForm) async throws -> Page {
        let write = view.wording
        let definition = try visit.operations.definition(key)
        let jobs = try await visit.operations.newest(of: definition.key, limit: 50)
        var values = row(definition, Array(jobs.prefix(Self.squares)), write)
        values["runs"] = jobs.prefix(Self.squares).map { $0.row(write) }
        values["hasRuns"] = !jobs.isEmpty
        values["durations"] = DurationsPicture(jobs, write).map { $0.values }
        let failures = Self.failures(jobs, write)
        (values["failures"], values["hasFailures"]) = (failures, !failures.isEmpty)
        values["fields"] = definition.parameters.map { typed.field($0, write) }
        values["mayEnqueue"] = visit.may(.jobsEnqueue)
        values["typed"] = typed.values(write)
        values["facts"] = Self.facts(definition, write)
        return Page("definition", Text(ja: definition.key.value, en: definition.key.value), at: .definitions, values)
    }

    private func row(_ definition: JobDefinition, _ jobs: [Job], _ write: Wording) -> [String: Any] {
        var values: [String: Any] = [
            "key": definition.key.value, "name": definition.name, "hasOtherName": definition.name != definition.key.value,
            "command": definition.command.joined(separator: " "),
        ]
        values["squares"] = Squares.html(jobs, write)
        if let schedule = definition.schedule, let cron = try? CronExpression(schedule) {
            values["schedule"] = write(cron.words)
            values["cron"] = schedule
            values["next"] = write.time(orNil: cron.next(after: write.now, in: write.zone))
        }
        let ended = jobs.filter { $0.status.isFinished && $0.status != .stopped }
        if !ended.isEmpty {
            let good = ended.count { $0.status == .completed }
            values["rate"] = "\(good * 100 / ended.count)%"
            values["isPerfect"] = good == ended.count
        }
        let durations = jobs.compactMap(\.runDuration).sorted()
        values["p50"] = durations.percentile(50).map { write.duration($0) }
        values["p95"] = durations.percentile(95).map { write.duration($0) }
        return values
    }

    /// Failures by what was said last, the most frequent first.
    private static func failures(_ jobs: [Job], _ write: Wording) -> [[String: Any]] {
        let failed = jobs.filter { $0.status == .failed }
        let groups = Dictionary(grouping: failed) { $0.situation(write) }
        return groups.sorted { ($0.value.count, $1.key) > ($1.value.count, $0.key) }.map { text, jobs in
            ["text": text, "count": jobs.count, "last": "\(jobs[0].id)"]
        }
    }

    private static func facts(_ definition: JobDefinition, _ write: Wording) -> [[String: Any]] {
        let rows: [(String, String, String?)] = [
            ("コマンド", "Command", definition.command.joined(separator: " ")), ("作業フォルダー", "Working directory", definition.workingDirectory),
            ("実行ユーザー", "User", definition.user), ("キュー", "Queue", definition.placement.queue),
            ("同時実行キー", "Concurrency key", definition.placement.concurrency.map { "\($0.name) (\($0.limit))" }),
            ("優先度", "Priority", "\(definition.priority)"), ("タイムアウト", "Timeout", definition.timeout.map { write.duration($0) }),
            ("自動再試行", "Retries", "\(definition.maxRetries)"),
            ("猶予", "Grace", definition.grace.map { write.duration($0) }), ("予定", "Schedule", definition.schedule),
            ("定義の場所", "Defined in", "\(definition.location)"),
        ]
        return rows.compactMap { ja, en, value in value.map { ["name": write(Text(ja: ja, en: en)), "value": $0] } }
    }
}
