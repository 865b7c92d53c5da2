/// Why bytes are not a time zone.
///
/// `message` says what was found and what is needed, without the file's name, which the caller knows.
package struct TimeZoneError: Error, Sendable, Hashable {
    /// The closed list of reasons.
    package enum Code: Sendable, Hashable, CaseIterable {
        /// More than ``TimeZoneRules/maximumSize`` bytes.
        case tooLarge
        /// Doesn't begin as a TZif file of version 1 to 4 does.
        case notTZif
        /// Ends too early.
        case truncated
        /// Contradicts RFC 9636.
        case corrupt
        /// Counts leap seconds (`right/…`), which Unix time does not.
        case leapSeconds
        /// The rule at the end is no POSIX TZ string.
        case badRule
    }

    package let code: Code
    package let message: Text

    static let notTZif = TimeZoneError(
        code: .notTZif,
        message: Text(
            ja: "タイムゾーンのファイル（TZif 第 1〜4 版）ではありません", en: "it is not a time zone file (TZif version 1 to 4)"))

    static let truncated = TimeZoneError(
        code: .truncated,
        message: Text(ja: "タイムゾーンのファイルが途中で切れています", en: "the time zone file is cut off"))

    static let leapSeconds = TimeZoneError(
        code: .leapSeconds,
        message: Text(
            ja: "うるう秒を数えるファイル（right/…）は使えません。right/ のないファイルを使ってください",
            en: "files that count leap seconds (right/…) are not supported. Use the one without right/"))

    static func tooLarge(_ size: Int) -> TimeZoneError {
        let limit = TimeZoneRules.maximumSize
        return TimeZoneError(
            code: .tooLarge,
            message: Text(
                ja: "タイムゾーンのファイルが大きすぎます（\(size) バイト）。\(limit) バイトまでです",
                en: "the time zone file is too large (\(size) bytes). Allowed: at most \(limit)"))
    }

    /// `what` is a term of RFC 9636.
    static func corrupt(_ what: String) -> TimeZoneError {
        TimeZoneError(
            code: .corrupt,
            message: Text(ja: "タイムゾーンのファイルが壊れています（\(what)）", en: "the time zone file is corrupt (\(what))"))
    }

    static func badRule(_ rule: [UInt8]) -> TimeZoneError {
        // Only printable ASCII is quoted: the bytes come from outside.
        let quoted = String(decoding: rule.prefix(80).map { 0x20...0x7E ~= $0 ? $0 : UInt8(ascii: "?") }, as: UTF8.self)
        return TimeZoneError(
            code: .badRule,
            message: Text(
                ja: "タイムゾーンの規則「\(quoted)」が読めません。必要なのは CET-1CEST,M3.5.0,M10.5.0/3 のような形です",
                en: "the time zone rule \"\(quoted)\" can't be read. Needed: a form like CET-1CEST,M3.5.0,M10.5.0/3"))
    }
}
