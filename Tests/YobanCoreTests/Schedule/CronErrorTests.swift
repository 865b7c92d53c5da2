import Testing

@testable import YobanCore

@Suite("Cron errors")
struct CronErrorTests {
    @Test(
        "a wrong expression is refused for its reason, in its field",
        arguments: [
            ("60 * * * *", CronError.Code.outOfRange, CronField.minute), ("* 24 * * *", .outOfRange, .hour),
            ("* * 0 * *", .outOfRange, .dayOfMonth), ("* * 32 * *", .outOfRange, .dayOfMonth), ("* * * 13 *", .outOfRange, .month),
            ("* * * 0 *", .outOfRange, .month), ("* * * * 8", .outOfRange, .dayOfWeek),
            ("99999999999999999999 * * * *", .outOfRange, .minute), ("1-60 * * * *", .outOfRange, .minute),
            ("a * * * *", .notAValue, .minute), ("-5 * * * *", .notAValue, .minute), ("+5 * * * *", .notAValue, .minute),
            ("1,,2 * * * *", .notAValue, .minute), (", * * * *", .notAValue, .minute), ("1- * * * *", .notAValue, .minute),
            ("1-2-3 * * * *", .notAValue, .minute), ("*-5 * * * *", .notAValue, .minute), ("** * * * *", .notAValue, .minute),
            ("/5 * * * *", .notAValue, .minute), ("５ * * * *", .notAValue, .minute), ("* MON * * *", .notAValue, .hour),
            ("* * * MON *", .notAValue, .month), ("* * * * JAN", .notAValue, .dayOfWeek), ("* * * APRIL *", .notAValue, .month),
            ("* * * * MONDAY", .notAValue, .dayOfWeek),
            ("30-10 * * * *", .reversedRange, .minute), ("0 22-2 * * *", .reversedRange, .hour),
            ("* * * * 5-0", .reversedRange, .dayOfWeek),
            ("*/0 * * * *", .badStep, .minute), ("*/60 * * * *", .badStep, .minute), ("*/ * * * *", .badStep, .minute),
            ("*/a * * * *", .badStep, .minute), ("*/5/5 * * * *", .badStep, .minute), ("*/-5 * * * *", .badStep, .minute),
            ("5/15 * * * *", .badStep, .minute), ("0 0 * * SUN/2", .badStep, .dayOfWeek),
            ("0 0 L * *", .unsupported, .dayOfMonth), ("0 0 l-3 * *", .unsupported, .dayOfMonth), ("0 0 LW * *", .unsupported, .dayOfMonth),
            ("0 0 15W * *", .unsupported, .dayOfMonth), ("0 0 ? * *", .unsupported, .dayOfMonth), ("0 0 * * 5L", .unsupported, .dayOfWeek),
            ("0 0 * * FRIL", .unsupported, .dayOfWeek), ("0 0 * * FRI#2", .unsupported, .dayOfWeek),
        ])
    func fields(text: String, code: CronError.Code, field: CronField) {
        let error = #expect(throws: CronError.self) { _ = try CronExpression(text) }
        #expect(error?.code == code)
        #expect(error?.field == field)
    }

    @Test(
        "an expression wrong as a whole is refused for its reason",
        arguments: [
            ("", CronError.Code.fieldCount), ("0 2 * *", .fieldCount), ("0 0 2 * * *", .fieldCount), ("@often", .unknownShortcut),
            ("@", .unknownShortcut), ("@daily 0", .fieldCount), ("@reboot", .unsupported), ("0 0 31 2 *", .neverFires),
            ("0 0 30 2 *", .neverFires), ("0 0 31 2,4,6,9,11 *", .neverFires), ("0 0 30,31 FEB */2", .neverFires),
            (String(repeating: "0", count: 193) + " 0 * * *", .tooLong),
        ])
    func whole(text: String, code: CronError.Code) {
        let error = #expect(throws: CronError.self) { _ = try CronExpression(text) }
        #expect(error?.code == code)
        #expect(error?.field == nil)
    }

    @Test("200 characters are read")
    func longest() throws { #expect(try CronExpression(String(repeating: "0", count: 192) + " 0 * * *").description.count == 200) }

    @Test(
        "the message names the field, quotes what is wrong and says what is allowed",
        arguments: [
            (
                "0 1,25 * * *", "時「25」: 25 は範囲外です。使える値: 0〜23",
                "hour \"25\": 25 is out of range. Allowed: 0 to 23"
            ),
            (
                "0 0 * * 1-FRY", "曜日「1-FRY」: 「FRY」は値ではありません。使える値: 0〜7（0 と 7 は日曜）または SUN〜SAT",
                "day of week \"1-FRY\": \"FRY\" is not a value. Allowed: 0 to 7 (0 and 7 are Sunday) or SUN to SAT"
            ),
            (
                "0 0 * 1,,2 *", "月「」: 値がありません。使える値: 1〜12 または JAN〜DEC",
                "month \"\": a value is missing. Allowed: 1 to 12 or JAN to DEC"
            ),
            (
                "0 22-2 * * *", "時「22-2」: 範囲の終わりが始まりより前です。またぐときは 22-23,0-2 と書きます",
                "hour \"22-2\": the range ends before it begins. To go around the end, write 22-23,0-2"
            ),
            (
                "*/90 * * * *", "分「*/90」: 間隔「90」は使えません。使える値: 1〜59",
                "minute \"*/90\": \"90\" is not a step. Allowed: 1 to 59"
            ),
            (
                "5/15 * * * *", "分「5/15」: 間隔の前には範囲か * が必要です。例: 5-59/15",
                "minute \"5/15\": a step needs a range or * before it, such as 5-59/15"
            ),
            (
                "0 0 15W * *", "日「15W」: W は使えません。使える値: 1〜31、*、範囲 a-b、間隔 /n、並び a,b",
                "day of month \"15W\": W is not supported. Allowed: 1 to 31, *, ranges a-b, steps /n, lists a,b"
            ),
            (
                "0 0 30,31 2 *", "2月に30日・31日はないので、一度も実行されません。日を小さくするか月を増やしてください",
                "it would never run: February has no day 30 or 31. Choose an earlier day or more months"
            ),
            (
                "0 0 31 4,6 *", "4月・6月に31日はないので、一度も実行されません。日を小さくするか月を増やしてください",
                "it would never run: April and June have no day 31. Choose an earlier day or more months"
            ),
        ])
    func messages(text: String, ja: String, en: String) {
        let error = #expect(throws: CronError.self) { _ = try CronExpression(text) }
        #expect(error?.message == Text(ja: ja, en: en))
    }

    @Test("a suggestion in a message is itself an expression", arguments: ["22-23,0-2", "5-23/15"])
    func suggestions(hours: String) { #expect(throws: Never.self) { _ = try CronExpression("0 \(hours) * * *") } }
}
