import Testing
import YobanCore

@Suite("Time zones as Python's zoneinfo knows them", .timeLimit(.minutes(10)))
struct ZoneOracleTests {
    static let zones = CronOracleTests.zones
    static let oddZones = ["Europe/Dublin", "America/Nuuk", "Asia/Kathmandu", "Asia/Gaza", "America/Sao_Paulo", "Antarctica/Troll"]
    static let rules = [
        "<+03>-3<+04>,M3.2.0/2,M11.1.0/-5", "AAA0BBB,J60/0,J300/1", "AAA10BBB9:30,59/100,299/-100:30", "AAA-5BBB,M10.5.6/26,M3.1.1/167",
    ]

    @Test("the same offset, name and kind of time from 1900 to 2100", arguments: zones + oddZones)
    func offsets(name: String) throws {
        try compare(zone(name), PythonOracle.answers("zone, first = load(sys.argv[1]), 1900\n" + Self.offsetScript, name))
    }

    /// The C library instead of zoneinfo, which takes the day `n` for one day too early (seen in Python 3.11). It in turn knows no rules
    /// before 1970.
    @Test("the same for rules as the C library reads them", arguments: rules)
    func ruleOffsets(rule: String) throws {
        let load = "zone, os.environ['TZ'], first = None, sys.argv[1], 1972; time.tzset()\n"
        try compare(TimeZoneRules(tzif: zoneBytes(rule: rule)), PythonOracle.answers(load + Self.offsetScript, rule))
    }

    private func compare(_ rules: TimeZoneRules, _ answers: [[String]]) throws {
        try #require(answers.count >= 2_000)
        for answer in answers {
            let second = try #require(Int64(answer[0]))
            let offset = rules.offset(at: Instant(milliseconds: second * 1_000))
            let found = ["\(offset.seconds)", offset.isDaylight ? "True" : "False", offset.abbreviation]
            guard found == Array(answer[1...]) else {
                Issue.record("at \(second): \(found) instead of \(answer[1...])")
                return
            }
        }
    }

    @Test("the same instants for local times from 1900 to 2100", arguments: zones)
    func localTimes(name: String) throws {
        let rules = try zone(name)
        let answers = try PythonOracle.answers(Self.localScript, name)
        try #require(answers.count >= 500)
        for answer in answers {
            let numbers = answer.compactMap { Int($0) }
            let at = { (index: Int) in Instant(milliseconds: Int64(numbers[index]) * 1_000) }
            let expected: LocalTimeAnswer =
                switch numbers[1] {
                case 0: .never(skippedAt: at(2))
                case 1: .once(at(2))
                default: .twice(first: at(2), last: at(3))
                }
            let found = rules.instants(showing: LocalTime(wallSeconds: numbers[0]))
            guard found == expected else {
                Issue.record("\(LocalTime(wallSeconds: numbers[0]).text): \(found) instead of \(expected)")
                return
            }
        }
    }

    private static let offsetScript = #"""
        rnd = random.Random(sys.argv[1])
        start, end = seconds(D.datetime(first, 1, 3)), seconds(D.datetime(2100, 12, 1))
        times = [rnd.randrange(start, end) for _ in range(2000)]
        for t in transitions(start, end, zone):
            times += [t - 1, t]
        for t in times:
            print(t, *observed(t, zone), sep="\t")
        """#

    private static let localScript = #"""
        name = sys.argv[1]
        zone, rnd = load(name), random.Random(name)
        start, end = seconds(D.datetime(1900, 1, 3)), seconds(D.datetime(2100, 12, 1))
        walls = [rnd.randrange(start, end) for _ in range(500)]
        for t in transitions(start, end, zone):
            for edge in (t + observed(t - 1, zone)[0], t + observed(t, zone)[0]):
                walls += [edge - 1, edge, edge + 1, edge + rnd.randrange(-2 * HOUR, 2 * HOUR)]
        for wall in walls:
            instants, jump = showing(EPOCH + D.timedelta(seconds=wall), zone)
            print(wall, len(instants), *(instants or [jump]), sep="\t")
        """#
}
