import Foundation
import Testing
import YobanTestKit

/// Python's `zoneinfo`, the C library's time zones and a cron written for the purpose in Python, none of which shares a line with the code under test.
enum PythonOracle {
    /// Runs the script with `python3` and returns the fields of its lines.
    ///
    /// Throws, and so fails the test, when there is no `python3` or the script fails: a missing oracle is not a pass.
    static func answers(_ script: String, _ arguments: String...) throws -> [[String]] {
        let child = try Child(["python3", "-I", "-S", "-c", preamble + script] + arguments, output: .taken)
        let answer = child.rest()
        try #require(child.wait() == .exit(0), "python3 failed; it needs to be installed, 3.9 or newer")
        return answer.split(separator: "\n").map { line in
            line.split(separator: "\t", omittingEmptySubsequences: false).map(String.init)
        }
    }

    /// What the scripts share: zones from the same files, offsets, transitions found by looking, and local time to instants.
    private static let preamble = #"""
        import datetime as D, os, random, sys, time, zoneinfo
        EPOCH = D.datetime(1970, 1, 1)
        UTC = D.timezone.utc
        HOUR, DAY = 3600, 86400

        def load(name):
            with open("/usr/share/zoneinfo/" + name, "rb") as file:
                return zoneinfo.ZoneInfo.from_file(file)

        def seconds(naive):
            return (naive - EPOCH) // D.timedelta(seconds=1)

        def observed(t, zone):
            if zone is None:  # the rule in TZ, as the C library reads it
                local = time.localtime(t)
                return local.tm_gmtoff, bool(local.tm_isdst), local.tm_zone
            local = D.datetime.fromtimestamp(t, zone)
            return local.utcoffset() // D.timedelta(seconds=1), bool(local.dst()), local.tzname()

        def change(low, high, zone):
            "The first second after low, up to high, at which something else is observed."
            before = observed(low, zone)
            while high - low > 1:
                middle = (low + high) // 2
                if observed(middle, zone) == before:
                    low = middle
                else:
                    high = middle
            return high

        def transitions(start, end, zone):
            found, t, now = [], start, observed(start, zone)
            while t < end:
                then = observed(t + 3 * DAY, zone)
                if now == then:
                    t += 3 * DAY
                else:
                    t = change(t, t + 3 * DAY, zone)
                    found.append(t)
                    now = observed(t, zone)
            return found

        def showing(naive, zone):
            "All instants at which the clock shows this, and where it jumps over it when there are none."
            both = [seconds(naive) - observed_offset(naive, fold, zone) for fold in (0, 1)]
            instants = sorted({t for t in both if t + observed(t, zone)[0] == seconds(naive)})
            return instants, None if instants else change(min(both), max(both), zone)

        def observed_offset(naive, fold, zone):
            return naive.replace(tzinfo=zone, fold=fold).utcoffset() // D.timedelta(seconds=1)

        """#
}
