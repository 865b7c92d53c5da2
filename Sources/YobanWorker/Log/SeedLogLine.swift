import Glibc
package import YobanCore

/// One line of the worker's log, in the form that the seed's operators grep for.
package enum SeedLogLine {
    /// Python's level names; in English in both languages.
    package enum Level: String, Sendable, CaseIterable {
        case debug = "DEBUG"
        case info = "INFO"
        case warning = "WARNING"
        case error = "ERROR"
    }

    /// `2025-12-18 22:00:00,123 - batch_job_worker - INFO - message`, in the time zone of the process, without a newline.
    ///
    /// One record is one line: names and messages come from outside, and a line break in them must not pass for a record.
    /// Control characters are shown as `\n`, `\x1B`.
    package static func format(_ date: Instant, name: String, level: Level, message: String) -> String {
        let milliseconds = ((date.milliseconds % 1000) + 1000) % 1000
        var seconds = time_t((date.milliseconds - milliseconds) / 1000)
        var parts = tm()
        localtime_r(&seconds, &parts)
        func padded(_ number: some BinaryInteger, _ digits: Int = 2) -> String {
            let text = String(number)
            return String(repeating: "0", count: max(0, digits - text.count)) + text
        }
        let day = "\(padded(parts.tm_year + 1900, 4))-\(padded(parts.tm_mon + 1))-\(padded(parts.tm_mday))"
        let time = "\(padded(parts.tm_hour)):\(padded(parts.tm_min)):\(padded(parts.tm_sec)),\(padded(milliseconds, 3))"
        return "\(day) \(time) - \(name) - \(level.rawValue) - \(onOneLine(message))"
    }

    private static func onOneLine(_ message: String) -> String {
        var result = ""
        for scalar in message.unicodeScalars {
            switch scalar.value {
            case 0x0A: result += "\\n"
            case 0x0D: result += "\\r"
            case 0x09: result += "\t"
            case 0..<0x20, 0x7F..<0xA0:
                let hex = String(scalar.value, radix: 16, uppercase: true)
                result += "\\x" + (hex.count < 2 ? "0" : "") + hex
            case 0x2028...0x2029: result += "\\u{\(String(scalar.value, radix: 16))}"
            default: result.unicodeScalars.append(scalar)
            }
        }
        return result
    }
}
