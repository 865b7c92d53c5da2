import Foundation
import Testing
import YobanConfig
import YobanCore

@Suite("Random input") struct RandomInputTests {
    /// The same histories in every run (SplitMix64).
    struct Generator: RandomNumberGenerator {
        var state: UInt64

        mutating func next() -> UInt64 {
            state &+= 0x9E37_79B9_7F4A_7C15
            var z = state
            z = (z ^ (z >> 30)) &* 0xBF58_476D_1CE4_E5B9
            z = (z ^ (z >> 27)) &* 0x94D0_49BB_1331_11EB
            return z ^ (z >> 31)
        }
    }

    private static let pieces = [
        "*a", "&a ", "<<: *a", "? ", ": ", "- ", "[", "]", "{", "}", "\"", "'", "|\n", ">-\n", "#", "%YAML 1.1\n", "---\n", "...\n",
        "!!int ", "~", "\t", "\r\n",
        "\u{FEFF}", "\u{2028}", "\\x00", "'(?<'", "99999999999999999999", "0x1F", ".inf", "夜番", "\u{1F469}\u{200D}\u{1F680}", "\u{E000}",
        "e\u{301}", "{month}",
        "jobs:", "parameters:", "matches: '[['", "values: [1, 1]", "name: x\n", "retries: 3",
    ].map { Array($0.utf8) }

    @Test("a catalogue with random changes is read or refused, and nothing else happens", .timeLimit(.minutes(10)), arguments: 0..<8)
    func mutations(_ seed: UInt64) throws {
        var random = Generator(state: seed)
        let original = Array(GoldenTests.sample.utf8)
        let project = try Project(["Asia/Tokyo": "TZif2"])
        var read = 0
        for _ in 0..<250 {
            var bytes = original
            for _ in 0..<Int.random(in: 1...6, using: &random) {
                let place = Int.random(in: 0...bytes.count, using: &random)
                switch Int.random(in: 0..<5, using: &random) {
                case 0: bytes.insert(UInt8.random(in: 0...255, using: &random), at: place)
                case 1: bytes.removeSubrange(place..<min(bytes.count, place + Int.random(in: 1...20, using: &random)))
                case 2: bytes.insert(contentsOf: Self.pieces.randomElement(using: &random) ?? [], at: place)
                case 3:
                    bytes.insert(contentsOf: bytes[place..<min(bytes.count, place + Int.random(in: 1...200, using: &random))], at: place)
                default: if place < bytes.count { bytes[place] = UInt8.random(in: 32...126, using: &random) }
                }
            }
            try project.write("yoban.yaml", bytes: Data(bytes))
            do {
                let catalogue = try project.load(environment: ["TZDIR": project.folder]).catalogue
                _ = CatalogueCheck(inheritedPath: nil).problems(in: catalogue)
                for definition in catalogue.definitions { _ = try? definition.checked(parameters: ["month": "2026-02"]) }
                read += 1
            } catch {
                #expect(!error.problems.isEmpty)
                for problem in error.problems {
                    #expect(!problem.message.ja.isEmpty && !problem.message.en.isEmpty && !problem.file.isEmpty)
                }
            }
        }
        // Neither all nor none, or the changes would test nothing.
        #expect((1..<250).contains(read))
    }

    @Test("any regular expression can be given", .timeLimit(.minutes(10)), arguments: 0..<4)
    func patterns(_ seed: UInt64) {
        var random = Generator(state: seed &+ 1000)
        let atoms = [
            "(", ")", "[", "]", "{", "}", "{2,1}", "{1,999999999999}", "*", "+", "?", "|", "\\", "\\d", "\\p{Han}", "\\1", "(?<n>", "(?=",
            "(?i)", "^", "$", ".", "a", "夜", "\\u{110000}", "\\Q", "(?<!", "\\k<n>", "[[:alpha:]]", "--", "&&", "\\X", "(?>", "*+",
            "\\N{X}", "(?(1)",
        ]
        for _ in 0..<2000 {
            let pattern = (0..<Int.random(in: 1...8, using: &random)).compactMap { _ in atoms.randomElement(using: &random) }.joined()
            _ = Pattern(pattern)?.matchesWhole("2026-02")
        }
        for deep in ["(", "(?:", "[", "(a|"] { _ = Pattern(String(repeating: deep, count: Pattern.maximumLength / deep.count)) }
        _ = Pattern(String(repeating: "(", count: 500) + String(repeating: ")", count: 500))?.matchesWhole("")
    }
}
