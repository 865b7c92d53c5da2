internal import YobanCore

/// Reads everything in the catalogue that is not a job.
struct SettingsReader {
    let fields: Fields
    /// What relative paths belong to.
    let folder: String
    let timeZones: String

    /// In bytes, both ends together.
    private static let outputSizes = 16 * 1024...(64 << 30)
    private static let leases: ClosedRange<Duration> = .seconds(10) ... .days(7)

    func read(into settings: inout Settings) {
        let report = fields.report
        if let text = fields.text("store") {
            switch StoreAddress.resolve(text, in: folder) {
            case .success(let store): settings.store = store
            case .failure(let refusal): report.error(fields["store"]?.mark ?? fields.mark, refusal.message)
            }
        }
        if let state = fields.text("state") { settings.state = Path.resolve(state, in: folder) }
        if let language = fields.choice("language", of: Language.allCases.map(\.rawValue)) {
            settings.language = Language(rawValue: language)
        }
        if let name = fields.text("time_zone") {
            settings.timeZone = name
            if let objection = TimeZoneName.objection(to: name, folder: timeZones) {
                report.error(fields["time_zone"]?.mark ?? fields.mark, objection)
            }
        }
        if let keep = fields.duration("keep", in: .seconds(3600) ... .days(3660)) { settings.keep = keep }
        if let roots = fields.list("allowed_script_roots") {
            settings.allowedScriptRoots = roots.compactMap { report.text($0, "allowed_script_roots") }.map { Path.resolve($0, in: folder) }
        }
        if let worker = fields.fields("worker", allowed: Keys.worker) { readWorker(worker, into: &settings.worker) }
        if let server = fields.fields("server", allowed: Keys.server) {
            ServerReader(fields: server, folder: folder).read(into: &settings.server)
        }
    }

    private func readWorker(_ fields: Fields, into worker: inout WorkerSettings) {
        if let slots = fields.integer("slots", in: WorkerSettings.slotRange) { worker.slots = slots }
        if let poll = fields.duration("poll", in: .milliseconds(100) ... .seconds(3600)) { worker.poll = poll }
        if let stopCheck = fields.duration("stop_check", in: .milliseconds(100) ... .seconds(60)) { worker.stopCheck = stopCheck }
        if let heartbeat = fields.duration("heartbeat", in: .seconds(1) ... .seconds(300)) { worker.heartbeat = heartbeat }
        if let timeout = fields.duration("timeout", in: Keys.timeouts, wholeSeconds: true) { worker.timeout = timeout }
        if let grace = fields.duration("grace", in: Keys.graces) { worker.grace = grace }
        if let size = fields.size("output", in: Self.outputSizes) { worker.outputHalf = size / 2 }
        if let size = fields.size("log_in_store", in: 0...(64 << 20)) { worker.logInStore = size }
        readPlaces(fields, into: &worker)
        readLease(fields, into: &worker)
        guard let log = fields.fields("log", allowed: Keys.log) else { return }
        if let file = log.text("file") { worker.logFile = Path.resolve(file, in: folder) }
        if let size = log.size("max_size", in: 16 * 1024...(64 << 30)) { worker.logMaximumSize = size }
        if let keep = log.integer("keep", in: 0...1000) { worker.logKeep = keep }
        if let output = log.size("output", in: 0...(16 << 20)) { worker.logOutput = output }
    }

    private func readPlaces(_ fields: Fields, into worker: inout WorkerSettings) {
        func names(_ key: String) -> [String]? {
            fields.list(key)?.compactMap { fields.report.placeName($0, key) }
        }
        if let queues = names("queues") {
            worker.queues = queues
            if queues.isEmpty { fields.report.error(fields["queues"]?.mark ?? fields.mark, PlaceTexts.noQueue) }
        }
        // As host names, labels don't differ by case.
        if let labels = names("labels") { worker.labels = labels.map { $0.lowercased() } }
        for queue in worker.queues {
            for label in worker.labels where Placement.queue(queue, label: label).utf8.count > Placement.longestQueue {
                fields.report.error(fields.mark(of: "labels"), PlaceTexts.tooLong(queue, label))
            }
        }
    }

    private func readLease(_ fields: Fields, into worker: inout WorkerSettings) {
        if let lease = fields.duration("lease", in: Self.leases) { worker.lease = lease }
        let shortest = worker.heartbeat * WorkerSettings.heartbeatsInLease
        guard worker.lease < shortest else { return }
        fields.report.error(
            fields[fields["lease"] == nil ? "heartbeat" : "lease"]?.mark ?? fields.mark, PlaceTexts.leaseTooShort(worker.lease, shortest))
    }
}

extension Duration {
    static func days(_ days: Int) -> Duration { .seconds(days * 86_400) }
}
