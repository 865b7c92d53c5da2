/// The words of each error, next to each other so that they sound alike.
extension CronError {
    static func tooLong(_ length: Int) -> CronError {
        let limit = CronExpression.maximumLength
        return CronError(
            .tooLong,
            message: Text(
                ja: "スケジュールが長すぎます（\(length) 文字）。使えるのは \(limit) 文字までです",
                en: "the schedule is too long (\(length) characters). Allowed: at most \(limit)"))
    }

    static func fieldCount(_ count: Int) -> CronError {
        CronError(
            .fieldCount,
            message: Text(
                ja: "スケジュールの項目が \(count) 個です。必要なのは 5 個（分 時 日 月 曜日。秒と年は使えません）、または \(CronShortcut.list.ja) です",
                en: "the schedule has \(count) field\(count == 1 ? "" : "s"). Needed: 5 (minute, hour, day of month, month, day of week; "
                    + "no seconds, no years), or one of \(CronShortcut.list.en)"))
    }

    static func unknownShortcut(_ name: Substring) -> CronError {
        CronError(
            .unknownShortcut,
            message: Text(
                ja: "「\(name)」という書き方はありません。使えるのは \(CronShortcut.list.ja) です",
                en: "\"\(name)\" is not a schedule. Allowed: \(CronShortcut.list.en)"))
    }

    static func unsupportedReboot() -> CronError {
        CronError(
            .unsupported,
            message: Text(
                ja: "@reboot は使えません。時刻で書いてください。使えるのは \(CronShortcut.list.ja) です",
                en: "@reboot is not supported, a schedule is about time. Allowed: \(CronShortcut.list.en)"))
    }

    static func unsupported(_ mark: String, in field: CronField, item: Substring) -> CronError {
        CronError(
            .unsupported, in: field, item: item,
            Text(
                ja: "\(mark) は使えません。使える値: \(field.allowed.ja)、*、範囲 a-b、間隔 /n、並び a,b",
                en: "\(mark) is not supported. Allowed: \(field.allowed.en), *, ranges a-b, steps /n, lists a,b"))
    }

    static func notAValue(_ token: Substring, in field: CronField, item: Substring) -> CronError {
        let problem =
            token.isEmpty
            ? Text(ja: "値がありません", en: "a value is missing")
            : Text(ja: "「\(token)」は値ではありません", en: "\"\(token)\" is not a value")
        return CronError(
            .notAValue, in: field, item: item,
            Text(ja: "\(problem.ja)。使える値: \(field.allowed.ja)", en: "\(problem.en). Allowed: \(field.allowed.en)"))
    }

    static func outOfRange(_ token: Substring, in field: CronField, item: Substring) -> CronError {
        CronError(
            .outOfRange, in: field, item: item,
            Text(ja: "\(token) は範囲外です。使える値: \(field.allowed.ja)", en: "\(token) is out of range. Allowed: \(field.allowed.en)"))
    }

    static func reversedRange(_ first: Int, _ last: Int, in field: CronField, item: Substring) -> CronError {
        let around = "\(first)-\(field.range.upperBound),\(field.range.lowerBound)-\(last)"
        return CronError(
            .reversedRange, in: field, item: item,
            Text(
                ja: "範囲の終わりが始まりより前です。またぐときは \(around) と書きます",
                en: "the range ends before it begins. To go around the end, write \(around)"))
    }

    static func badStep(_ step: Substring, in field: CronField, item: Substring) -> CronError {
        let limit = field.range.upperBound
        return CronError(
            .badStep, in: field, item: item,
            Text(ja: "間隔「\(step)」は使えません。使える値: 1〜\(limit)", en: "\"\(step)\" is not a step. Allowed: 1 to \(limit)"))
    }

    static func stepWithoutRange(from value: Int, step: Substring, in field: CronField, item: Substring) -> CronError {
        let range = "\(value)-\(field.range.upperBound)/\(step)"
        return CronError(
            .badStep, in: field, item: item,
            Text(ja: "間隔の前には範囲か * が必要です。例: \(range)", en: "a step needs a range or * before it, such as \(range)"))
    }

    static func neverFires(days: SmallSet, months: SmallSet) -> CronError {
        let days = days.members
        let months = months.members.map { CronNames.months[$0 - 1] }
        return CronError(
            .neverFires,
            message: Text(
                ja: "\(months.map(\.ja).joined(separator: "・"))に\(days.map { "\($0)日" }.joined(separator: "・"))はないので、一度も実行されません。"
                    + "日を小さくするか月を増やしてください",
                en: "it would never run: \(CronNames.list(months.map(\.en))) "
                    + "\(months.count == 1 ? "has" : "have") no day \(days.map(String.init).joined(separator: " or ")). "
                    + "Choose an earlier day or more months"))
    }
}
