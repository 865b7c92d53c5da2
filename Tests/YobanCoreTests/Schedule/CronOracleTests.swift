import Testing
import YobanCore

@Suite("Runs as a brute-force cron in Python finds them", .timeLimit(.minutes(10)))
struct CronOracleTests {
    static let zones = [
        "Asia/Tokyo", "Europe/Berlin", "America/New_York", "Australia/Lord_Howe", "Africa/Casablanca", "Pacific/Apia", "UTC",
    ]

    @Test("random expressions around clock changes, and rare ones over 100 years", arguments: zones)
    func runs(name: String) throws {
        let rules = try zone(name)
        let answers = try PythonOracle.answers(CronOracle.script, name)
        try #require(answers.count >= 20)
        var random = SeededRandom(seed: 20_260_101)
        for answer in answers {
            let expression = try CronExpression(answer[0])
            let (start, end) = (try instant(answer[1]), try instant(answer[2]))
            let expected = try answer[3].split(separator: " ").map { try instant(String($0)) }
            let found = forward(expression, after: start, upTo: end, in: rules)
            guard found == expected else {
                Issue.record("\(expression) after \(start.utc): \(difference(found, expected))")
                continue
            }
            // Any part of the interval has its own latest run. Clocks change in the middle of the short ones.
            let middle = start.milliseconds + (end.milliseconds - start.milliseconds) / 2
            let twoHours: Int64 = 7_200_000
            for round in 1...6 {
                let range = round <= 3 ? start.milliseconds...end.milliseconds : middle - twoHours...middle + twoHours
                let low = Instant(milliseconds: .random(in: range, using: &random))
                let high = Instant(milliseconds: .random(in: low.milliseconds...range.upperBound, using: &random))
                #expect(
                    expression.latest(after: low, upTo: high, in: rules) == expected.last { low < $0 && $0 <= high },
                    "\(expression) after \(low.utc) up to \(high.utc)")
            }
            #expect(expression.latest(after: start, upTo: end, in: rules) == expected.last, "\(expression)")
        }
    }

    private func instant(_ second: String) throws -> Instant { Instant(milliseconds: try #require(Int64(second)) * 1_000) }

    private func forward(_ expression: CronExpression, after start: Instant, upTo end: Instant, in zone: TimeZoneRules) -> [Instant] {
        var (found, last) = ([Instant](), start)
        // A next run that isn't later would go on for ever.
        while let due = expression.next(after: last, in: zone), last < due, due <= end {
            found.append(due)
            last = due
        }
        return found
    }

    private func difference(_ found: [Instant], _ expected: [Instant]) -> String {
        let missing = Set(expected).subtracting(found).sorted().first.map { "\($0.utc) is missing" } ?? "nothing is missing"
        let extra = Set(found).subtracting(expected).sorted().first.map { "\($0.utc) is too much" } ?? "nothing is too much"
        return "\(missing), \(extra)"
    }
}
