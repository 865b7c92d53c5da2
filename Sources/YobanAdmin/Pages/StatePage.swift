import Hummingbird
import YobanCore
import YobanHTTP
import YobanOperations

/// Whether what Yoban stands on is well, how long it keeps things, and how it is set up: for administrators.
extension Screen {
    func addState(to routes: inout Routes) {
        page("/admin/state", in: &routes) { view, visit in
            let write = view.wording
            // First: it refuses whoever is no administrator.
            let keeping = try await keeping(write, visit)
            return Page(
                "admin", Text(ja: "管理", en: "Admin"), at: .admin,
                [
                    "isState": true, "checks": try await checks(write, visit), "keeping": keeping,
                    "settings": settingRows(write, visit),
                ])
        }
    }

    private func checks(_ write: Wording, _ visit: Visit) async throws -> [[String: Any]] {
        let asked = ContinuousClock.now
        try await visit.operations.reachStore()
        let answered = ContinuousClock.now - asked
        var rows = [
            Self.check(
                write, Text(ja: "データベース", en: "Store"), isGood: answered < .seconds(1),
                Text(ja: "応答 \(answered.inMilliseconds) ms", en: "answers in \(answered.inMilliseconds) ms"), settings.store)
        ]
        let workers = try await visit.operations.workers()
        if !workers.contains(where: \.state.isThere) {
            rows.append(
                Self.check(
                    write, Text(ja: "ワーカー", en: "Workers"), isGood: false, Text(ja: "動いていません", en: "none runs"),
                    write(Text(ja: "起動してください: yoban serve", en: "start one: yoban serve"))))
        }
        for worker in workers {
            let condition = worker.record.condition
            let isDiskLow = condition?.isShortOfDisk ?? false
            let isShort = condition?.isShortOfDescriptors ?? false
            var details: [Text] = []
            if let condition {
                let (free, all) = (write.size(condition.diskFreeBytes), write.size(condition.diskBytes))
                details.append(
                    isDiskLow
                        ? Text(ja: "ディスクの空きが残りわずか: \(free) / \(all)", en: "little disk is left: \(free) of \(all)")
                        : Text(ja: "ディスクの空き \(free) / \(all)", en: "\(free) of \(all) of its disk are free"))
                if isShort {
                    let (open, limit) = (condition.descriptors, condition.descriptorLimit)
                    details.append(Text(ja: "ディスクリプター \(open) / \(limit)", en: "\(open) of \(limit) descriptors are open"))
                }
            }
            var row = Self.check(
                write, Text(ja: "ワーカー \(worker.record.host)", en: "Worker \(worker.record.host)"),
                isGood: worker.state.isThere && !isDiskLow && !isShort, worker.state.word,
                details.map { write($0) }.joined(separator: " · "))
            if !worker.state.isThere { row["time"] = write.time(worker.record.seenAt) }
            rows.append(row)
        }
        for pause in try await visit.operations.pausedQueues() {
            rows.append(
                Self.check(
                    write, Text(ja: "キュー \(pause.queue)", en: "Queue \(pause.queue)"), isGood: false,
                    Text(ja: "一時停止中", en: "paused"), "\(pause.by) \(pause.reason)"))
        }
        return rows
    }

    private static func check(_ write: Wording, _ name: Text, isGood: Bool, _ state: Text, _ detail: String) -> [String: Any] {
        ["name": write(name), "isGood": isGood, "state": write(state), "detail": detail]
    }

    private func keeping(_ write: Wording, _ visit: Visit) async throws -> [[String: Any]] {
        let worker = settings.worker
        var rows = [
            Self.fact(
                write, Text(ja: "終了したジョブとログ", en: "Finished jobs and logs"), write.duration(settings.keep)),
            Self.fact(
                write, Text(ja: "試行ごとの出力", en: "Output of an attempt"),
                write(
                    Text(
                        ja: "最初と最後の \(write.size(Int64(worker.outputHalf))) ずつ",
                        en: "its first and its last \(write.size(Int64(worker.outputHalf)))"))),
            Self.fact(
                write, Text(ja: "ワーカーのログ", en: "Worker's log"),
                write(
                    Text(
                        ja: "\(write.size(Int64(worker.logMaximumSize))) ごとに交換し、\(worker.logKeep) 個を保存",
                        en: "rotated at \(write.size(Int64(worker.logMaximumSize))), \(worker.logKeep) files kept"))),
        ]
        if let oldest = try await visit.operations.oldestEnd() {
            rows.insert(["name": write(Text(ja: "最も古い終了したジョブ", en: "Oldest finished job")), "time": write.time(oldest)], at: 1)
        }
        return rows
    }

    private func settingRows(_ write: Wording, _ visit: Visit) -> [[String: Any]] {
        let (worker, server) = (settings.worker, settings.server)
        let rows: [(Text, String?)] = [
            (Text(ja: "バージョン", en: "Version"), interface.version),
            (Text(ja: "カタログ", en: "Catalogue"), visit.operations.catalogue.file),
            (Text(ja: "定義の数", en: "Definitions"), "\(visit.operations.catalogue.definitions.count)"),
            (Text(ja: "時間帯", en: "Time zone"), interface.zone.name),
            (Text(ja: "アドレス", en: "Listens on"), server.listen.text), (Text(ja: "URL", en: "URL"), server.url?.text),
            (Text(ja: "TLS", en: "TLS"), server.certificate), (Text(ja: "状態フォルダー", en: "State directory"), settings.state),
            (Text(ja: "スロット", en: "Slots"), "\(worker.slots)"), (Text(ja: "キュー", en: "Queues"), worker.queues.joined(separator: " ")),
            (Text(ja: "タイムアウト", en: "Timeout"), write.duration(worker.timeout)),
            (Text(ja: "停止の猶予", en: "Grace"), write.duration(worker.grace)),
            (Text(ja: "リース", en: "Lease"), write.duration(worker.lease)),
            (Text(ja: "要求の上限（毎分）", en: "Requests a minute"), "\(server.requestsPerMinute)"),
        ]
        return rows.compactMap { name, value in value.map { Self.fact(write, name, $0) } }
    }

    private static func fact(_ write: Wording, _ name: Text, _ value: String) -> [String: Any] { ["name": write(name), "value": value] }
}
