import Testing
import YobanCore

@Suite("Cron words")
struct CronWordsTests {
    @Test(
        "a schedule is said in words",
        arguments: [
            ("* * * * *", "毎分", "every minute"),
            ("*/15 * * * *", "15分ごと", "every 15 minutes"),
            ("0,30 * * * *", "30分ごと", "every 30 minutes"),
            ("@hourly", "毎時0分", "every hour at :00"),
            ("5 * * * *", "毎時5分", "every hour at :05"),
            ("0 */2 * * *", "2時間ごと", "every 2 hours"),
            ("30 */6 * * *", "6時間ごとの30分", "every 6 hours at :30"),
            ("0 */12 * * *", "毎日 00:00、12:00", "every day at 00:00 and 12:00"),
            ("0 2 * * *", "毎日 02:00", "every day at 02:00"),
            ("@daily", "毎日 00:00", "every day at 00:00"),
            ("0 2,14 * * *", "毎日 02:00、14:00", "every day at 02:00 and 14:00"),
            ("0,30 9,18 * * *", "毎日 09:00、09:30、18:00、18:30", "every day at 09:00, 09:30, 18:00 and 18:30"),
            ("0 9-17 * * *", "09:00から17:00まで1時間ごと", "every hour from 09:00 to 17:00"),
            ("*/15 9-17 * * MON-FRI", "毎週月〜金曜 09:00から17:45まで15分ごと", "Monday to Friday, every 15 minutes from 09:00 to 17:45"),
            ("* 2 * * *", "02:00から02:59まで毎分", "every minute from 02:00 to 02:59"),
            ("0 2 * * 1", "毎週月曜 02:00", "every Monday at 02:00"),
            ("@weekly", "毎週日曜 00:00", "every Sunday at 00:00"),
            ("0 2 * * 1,3,5", "毎週月・水・金曜 02:00", "every Monday, Wednesday and Friday at 02:00"),
            ("0 2 * * 0,6", "毎週土・日曜 02:00", "every Saturday and Sunday at 02:00"),
            ("0 2 * * 1-5", "毎週月〜金曜 02:00", "Monday to Friday at 02:00"),
            ("0 2 * * 5-7", "毎週金〜日曜 02:00", "Friday to Sunday at 02:00"),
            ("@monthly", "毎月1日 00:00", "on day 1 of every month at 00:00"),
            ("0 2 1,15 * *", "毎月1日・15日 02:00", "on days 1 and 15 of every month at 02:00"),
            ("0 2 31 * *", "毎月31日（その日がある月） 02:00", "on day 31 of every month that has it at 02:00"),
            ("0 2 1 4 *", "毎年4月1日 02:00", "every year on 1 April at 02:00"),
            ("0 2 1 1,7 *", "毎年1月・7月の1日 02:00", "every year on day 1 of January and July at 02:00"),
            ("0 2 29 2 *", "うるう年の2月29日 02:00", "every leap year on 29 February at 02:00"),
            ("0 2 * 4 *", "4月の毎日 02:00", "every day in April at 02:00"),
        ])
    func words(text: String, ja: String, en: String) throws { #expect(try CronExpression(text).words == Text(ja: ja, en: en)) }

    @Test(
        "what words would not make clearer is shown as written",
        arguments: [
            "0 2 13 * 5", "0 2 */2 * 1", "1,7,20 * * * *", "7 1,4,9,13,22 * * *", "0 2 1-7 * *", "0 2 29,30 2,3 *", "0 2 28,29 2 *",
            "*/7 * * * *", "0 2 * 1-6 *", "0 2 * 4 1",
        ])
    func asWritten(text: String) throws { #expect(try CronExpression(text).words == Text(ja: text, en: text)) }
}
