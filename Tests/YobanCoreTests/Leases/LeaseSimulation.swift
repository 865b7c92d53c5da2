import YobanCore

/// How workers, shims and watchers behave: as designed, or without one of the rules.
enum Behaviour: String, Sendable, CaseIterable {
    case designed
    /// Watchers compare times of day.
    case wallClocks
    /// A worker is lost as soon as its lease is over.
    case noMargin
    /// Watchers don't notice that they were blind.
    case noGap
    /// A run that lost its lease may take as long to end as its job says.
    case wholeGrace
    /// Shims end nothing.
    case noEnding
    /// A worker whose lease was over goes on in its old session.
    case oldSession
    /// What a lost worker holds is looked up after its session was ended, not before.
    case lateList

    var watch: any Watch {
        switch self {
        case .designed, .wholeGrace, .noEnding, .oldSession, .lateList: LeaseWatch()
        case .wallClocks: WallWatch()
        case .noMargin: PlainWatch(hasMargin: false)
        case .noGap: PlainWatch()
        }
    }
}

/// One random history of three hosts at one store, in milliseconds.
///
/// Every request takes time, and what was asked may be answered late or never. A host's two clocks have nothing to do with those of the
/// others; the one that never jumps runs a little fast or slow.
struct LeaseSimulation {
    static let lease: Int64 = 30_000
    static let cycle: Int64 = 5000
    static let length: Int64 = 400_000
    static let grace: Int64 = 20_000

    struct Row {
        var worker: Int?
        var token = 0
    }

    struct Run {
        var job: Int
        var token: Int
        /// When it ends by itself.
        var naturalEnd: Int64
        /// Since when its lease counts, on its host's clock.
        var renewed: Int64
        /// What the script takes to end when it is told to.
        var needs: Int64
    }

    struct Host {
        var bootedAt: Int64
        var rate: Double
        var wallOffset: Int64
        var session: Int64 = 0
        var renewed: Int64 = .min / 2
        var runs: [Run] = []
        var starting: Set<Int> = []
        var watch: any Watch

        func boot(_ time: Int64) -> Int64 { Int64(Double(time - bootedAt) * rate) }
    }

    enum Event {
        case cycle, powerLoss, wallJump(Int64)
        case commit(session: Int64, asked: Int64, registers: Bool)
        case answer(session: Int64, asked: Int64, isHeld: Bool)
        case start(job: Int, token: Int)
        case list(worker: Int, session: Int64)
        case retire(worker: Int, session: Int64, tokens: Set<Int>)
        case settle(worker: Int, tokens: Set<Int>)
    }

    let behaviour: Behaviour
    var random: SeededRandom
    var hosts: [Host] = []
    var records: [WorkerRecord] = []
    var rows: [Row] = Array(repeating: Row(), count: 4)
    var queue: [(time: Int64, host: Int, event: Event)] = []
    var now: Int64 = 0
    var outages: [Range<Int64>] = []
    var partitions: [(host: Int, time: Range<Int64>)] = []
    var absences: [(host: Int, time: Range<Int64>)] = []
    var nextToken = 1
    /// How often two runs of one job were there at once.
    private(set) var overlaps = 0
    private(set) var starts = 0
    private(set) var retirements = 0

    init(seed: UInt64, behaviour: Behaviour = .designed, onlyOutages: Bool = false) {
        self.behaviour = behaviour
        random = SeededRandom(seed: seed)
        for index in 0..<3 {
            hosts.append(
                Host(
                    bootedAt: -number(in: 0...100_000_000), rate: 1 + Double(number(in: -200...200)) / 1_000_000,
                    wallOffset: number(in: -20_000...20_000), watch: behaviour.watch))
            var record = WorkerRecord(
                id: WorkerID("\(index)"), host: "host-\(index)", pid: 1, slots: 2, bootID: "", doorbell: "", version: "",
                seenAt: Instant(milliseconds: 0))
            record.lease = .milliseconds(Self.lease)
            records.append(record)
            queue.append((number(in: 0...Self.cycle), index, .cycle))
        }
        outages = (0..<number(in: 0...2)).map { _ in interval(upTo: 120_000) }
        if onlyOutages { return }
        for _ in 0..<number(in: 0...3) { partitions.append((Int(number(in: 0...2)), interval(upTo: 150_000))) }
        for _ in 0..<number(in: 0...2) { absences.append((Int(number(in: 0...2)), interval(upTo: 100_000))) }
        for _ in 0..<number(in: 0...1) {
            let (host, off) = (Int(number(in: 0...2)), interval(upTo: 100_000))
            absences.append((host, off))
            queue.append((off.lowerBound, host, .powerLoss))
        }
        for _ in 0..<number(in: 0...1) {
            queue.append((number(in: 0...Self.length), Int(number(in: 0...2)), .wallJump(number(in: -1...1) * 3_600_000)))
        }
    }

    mutating func number(in range: ClosedRange<Int64>) -> Int64 { Int64.random(in: range, using: &random) }

    private mutating func interval(upTo longest: Int64) -> Range<Int64> {
        let start = number(in: 0...Self.length)
        return start..<(start + number(in: 1000...longest))
    }

    /// How long half a request takes: mostly short, sometimes as long as a client waits before it gives up.
    private mutating func delay() -> Int64 { number(in: 0...19) == 0 ? number(in: 0...2500) : number(in: 1...200) }

    mutating func run() {
        while let next = queue.indices.min(by: { queue[$0].time < queue[$1].time }), queue[next].time < Self.length {
            let (time, host, event) = queue.remove(at: next)
            now = time
            happen(event, at: host)
        }
    }

    private mutating func happen(_ event: Event, at host: Int) {
        switch event {
        case .cycle:
            queue.append((now + Self.cycle, host, .cycle))
            cycle(host)
        case .commit(let session, let asked, let registers):
            guard reaches(host) else { return }
            let answer = commit(host, session: session, registers: registers)
            queue.append((now + delay(), host, .answer(session: answer.session, asked: asked, isHeld: answer.isHeld)))
        case .answer(let session, let asked, let isHeld):
            guard reaches(host), isHere(host), session >= hosts[host].session else { return }
            hosts[host].session = isHeld ? session : 0
            guard isHeld else { return }
            renewed(host, asked)
            report(host)
            if hasLease(host) { claim(host) }
        case .start(let job, let token): start(host, job, token)
        case .list(let worker, let session):
            guard reaches(host) else { return }
            queue.append((now + delay(), host, .retire(worker: worker, session: session, tokens: tokens(of: worker))))
        case .retire(let worker, let session, let tokens):
            if reaches(host), retire(worker, session) { queue.append((now + delay(), host, .settle(worker: worker, tokens: tokens))) }
        case .settle(let worker, let tokens):
            let tokens = behaviour == .lateList ? self.tokens(of: worker) : tokens
            if reaches(host) { for job in rows.indices where tokens.contains(rows[job].token) { rows[job] = Row() } }
        case .powerLoss:
            hosts[host].runs = []
            hosts[host].bootedAt = now
            hosts[host].session = 0
            hosts[host].renewed = .min / 2
            hosts[host].starting = []
            hosts[host].watch = behaviour.watch
        case .wallJump(let offset): hosts[host].wallOffset += offset
        }
    }

    private func reaches(_ host: Int) -> Bool {
        !outages.contains { $0.contains(now) } && !partitions.contains { $0.host == host && $0.time.contains(now) }
    }

    /// Whether the worker's process is there.
    private func isHere(_ host: Int) -> Bool { !absences.contains { $0.host == host && $0.time.contains(now) } }

    private func hasLease(_ host: Int) -> Bool { hosts[host].boot(now) < hosts[host].renewed + Self.lease }

    // MARK: A worker

    private mutating func cycle(_ host: Int) {
        guard isHere(host) else {
            // A process that starts again knows its runs, and no session.
            hosts[host].session = 0
            hosts[host].starting = []
            return
        }
        let isLapsed = !hasLease(host) && behaviour != .oldSession
        queue.append(
            (
                now + delay(), host,
                .commit(session: hosts[host].session, asked: hosts[host].boot(now), registers: hosts[host].session == 0 || isLapsed)
            ))
        guard reaches(host) else { return }
        read(host)
        report(host)
        if hosts[host].session > 0, hasLease(host) { claim(host) }
    }

    private mutating func commit(_ host: Int, session: Int64, registers: Bool) -> (session: Int64, isHeld: Bool) {
        records[host].seenAt = wall(host)
        if registers {
            records[host].session += 1
            records[host].beat = 0
            records[host].isRetired = false
            return (records[host].session, true)
        }
        guard records[host].session == session, !records[host].isRetired else { return (session, false) }
        records[host].beat += 1
        return (session, true)
    }

    private mutating func renewed(_ host: Int, _ asked: Int64) {
        for index in hosts[host].runs.indices where !isEnding(hosts[host].runs[index], on: hosts[host]) {
            hosts[host].runs[index].renewed = max(hosts[host].runs[index].renewed, asked)
        }
        hosts[host].renewed = max(hosts[host].renewed, asked)
    }

    /// Settles what ended, and gives back what was claimed and never started.
    private mutating func report(_ host: Int) {
        let ended = hosts[host].runs.filter { !isAlive($0, on: hosts[host]) }
        for run in ended where rows[run.job].token == run.token { rows[run.job] = Row() }
        hosts[host].runs.removeAll { run in ended.contains { $0.token == run.token } }
        let known = hosts[host].starting.union(hosts[host].runs.map(\.token))
        for job in rows.indices where rows[job].worker == host && !known.contains(rows[job].token) { rows[job] = Row() }
    }

    private mutating func claim(_ host: Int) {
        guard let job = rows.indices.filter({ rows[$0].worker == nil }).randomElement(using: &random), hosts[host].runs.count < 3 else {
            return
        }
        rows[job] = Row(worker: host, token: nextToken)
        hosts[host].starting.insert(nextToken)
        queue.append((now + number(in: 1...1500), host, .start(job: job, token: nextToken)))
        nextToken += 1
    }

    private mutating func start(_ host: Int, _ job: Int, _ token: Int) {
        guard hosts[host].starting.remove(token) != nil, isHere(host), hosts[host].session > 0, hasLease(host) else { return }
        starts += 1
        if hosts.contains(where: { host in host.runs.contains { $0.job == job && isAlive($0, on: host) } }) { overlaps += 1 }
        hosts[host].runs.append(
            Run(
                job: job, token: token, naturalEnd: now + number(in: 2000...120_000), renewed: hosts[host].renewed,
                needs: number(in: 0...Self.grace)))
    }

    // MARK: A shim

    private func isEnding(_ run: Run, on host: Host) -> Bool {
        behaviour != .noEnding && host.boot(now) >= run.renewed + Self.lease
    }

    private func isAlive(_ run: Run, on host: Host) -> Bool {
        guard now < run.naturalEnd else { return false }
        guard isEnding(run, on: host) else { return true }
        let grace = LeaseWatch.grace(.milliseconds(Self.grace), lease: .milliseconds(Self.lease)).inMilliseconds
        return host.boot(now) < run.renewed + Self.lease + (behaviour == .wholeGrace ? run.needs : min(run.needs, grace))
    }

    // MARK: A watcher

    private func wall(_ host: Int) -> Instant { .init(milliseconds: 1_767_225_600_000 + now + hosts[host].wallOffset) }

    private mutating func read(_ host: Int) {
        // The answer comes later than what it says was true.
        let answered = now + delay()
        let boot = Duration.milliseconds(hosts[host].boot(answered))
        for lost in hosts[host].watch.read(records, boot: boot, wall: wall(host)) {
            guard let worker = records.firstIndex(where: { $0.id == lost.id }) else { continue }
            queue.append((answered + delay(), host, .list(worker: worker, session: lost.session)))
        }
    }

    private func tokens(of worker: Int) -> Set<Int> { Set(rows.filter { $0.worker == worker }.map(\.token)) }

    private mutating func retire(_ worker: Int, _ session: Int64) -> Bool {
        guard records[worker].session == session, !records[worker].isRetired else { return false }
        records[worker].session += 1
        records[worker].isRetired = true
        retirements += 1
        return true
    }
}
