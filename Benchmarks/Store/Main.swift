import Foundation

/// Measures a store on a server that is there for nothing else. Prints one JSON object; every loop is bounded.
///
///     store-benchmark URL [--history N] [--jobs N] [--claimers N] [--server-pid PID]
///
/// Rows of history stay from one run to the next, so that a large one is filled once.
@main
struct Main {
    static func main() async {
        do {
            let options = try Options(CommandLine.arguments.dropFirst())
            let figures = try await Benchmark(options: options, database: try database(options.url)).run()
            let data = try JSONSerialization.data(withJSONObject: figures, options: [.prettyPrinted, .sortedKeys, .withoutEscapingSlashes])
            print(String(decoding: data, as: UTF8.self))
        } catch {
            FileHandle.standardError.write(Data("store-benchmark: \(error)\n".utf8))
            exit(1)
        }
    }

    /// Which engine the URL means. One line for each that is measured.
    private static func database(_ url: String) throws -> any MeasuredDatabase {
        let scheme = url.prefix { $0 != ":" }
        switch scheme {
        case "mysql", "mariadb": return try MeasuredMySQL(url: url)
        case "postgres", "postgresql": return MeasuredPostgres(url: url)
        default: throw Options.Problem(what: "no engine for \(scheme)")
        }
    }
}

struct Options {
    var url = ""
    /// Finished rows to be there before anything is measured.
    var history = 100_000
    /// Jobs to be claimed and settled, a multiple of 1,000.
    var jobs = 5_000
    var claimers = 16
    /// Whose use of the processor is told, when it runs on this machine.
    var serverPID: Int?

    struct Problem: Error { let what: String }

    init(_ arguments: some Sequence<String>) throws {
        var rest = Array(arguments)[...]
        while let word = rest.popFirst() {
            guard word.hasPrefix("--") else {
                url = word
                continue
            }
            guard let number = rest.popFirst().flatMap({ Int($0) }), number > 0 else { throw Problem(what: "\(word) needs a number") }
            switch word {
            case "--history": history = number
            case "--jobs": jobs = (number + 999) / 1000 * 1000
            case "--claimers": claimers = number
            case "--server-pid": serverPID = number
            default: throw Problem(what: "no option \(word)")
            }
        }
        guard !url.isEmpty else { throw Problem(what: "which store? store-benchmark URL") }
    }
}
